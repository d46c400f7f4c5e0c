"""Whether a migration leaves the release before at work.

A release only expands: what old code reads and writes stays as it is. What takes something away
says so: `contract = True` on the migration and, as `contract_reason`, why nobody needs it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from tenants.artefact import tenant_migrations
from tenants.versions import history

LABEL = "expands"
_TAKES_AWAY = (RemoveField, DeleteModel, RenameField, RenameModel, AlterModelTable)
_TEXT = re.compile(r"varchar\((\d+)\)")


def baseline() -> frozenset[str]:
    """Return the migrations that are older than this rule."""
    folder: Path = settings.SCHEMA_FOLDER
    return frozenset((folder / "BASELINE").read_text(encoding="utf-8").split())


def migrations_at_fault() -> Iterator[str]:
    """Yield what is wrong with each new migration of a tenant schema, in words."""
    loader = MigrationLoader(None)
    checked = {key for key in tenant_migrations(loader) if ".".join(key) not in baseline()}
    checked -= born_whole()
    state = ProjectState()
    for key in _in_order(loader):
        migration = loader.graph.nodes[key]
        if key in checked:
            yield from (f"{'.'.join(key)}: {fault}" for fault in faults_of(migration, state))
        state = migration.mutate_state(state, preserve=False)


def born_whole() -> frozenset[tuple[str, str]]:
    """Return the migrations of an app that came with it, in the version that first had it.

    No release ever served a schema that had some of them and not the others.
    """
    versions = history()
    known = {name.partition(".")[0] for name in versions[0].newest}
    whole: set[tuple[str, str]] = set()
    graph = MigrationLoader(None).graph
    for version in versions[1:]:
        for name in version.newest:
            app, _, leaf = name.partition(".")
            if app not in known:
                known.add(app)
                whole |= {key for key in graph.forwards_plan((app, leaf)) if key[0] == app}
    return frozenset(whole)


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    plans = [loader.graph.forwards_plan(leaf) for leaf in sorted(loader.graph.leaf_nodes())]
    return list(dict.fromkeys(node for plan in plans for node in plan))


def faults_of(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Yield what a migration does that old code may not survive, unless it is a contract."""
    if getattr(migration, "contract", False):
        if not getattr(migration, "contract_reason", ""):
            yield "a contract needs a contract_reason: why does nobody need this any more?"
        return
    state = before.clone()
    new_models: set[str] = set()
    for operation in _in_database(migration.operations):
        following = state.clone()
        operation.state_forwards(migration.app_label, following)
        if isinstance(operation, CreateModel):
            new_models.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", "") not in new_models:
            yield from _faults(migration.app_label, operation, state, after=following)
        state = following


def _in_database(operations: Any) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _in_database(operation.database_operations)
        else:
            yield operation


def _faults(
    app: str, operation: Operation, before: ProjectState, *, after: ProjectState
) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, _TAKES_AWAY):
        yield f"{what}: old code still uses it"
    elif isinstance(operation, RunPython):
        yield f"{what}: the fleet replays SQL; write a backfill"
    elif isinstance(operation, RunSQL) and not (operation.hints or {}).get(LABEL):
        yield f"{what}: say in hints={{'{LABEL}': …}} why old code survives it"
    elif isinstance(operation, AddField) and _needs_a_value(operation.field):
        yield f"{what}: NOT NULL needs a db_default, or old code cannot insert"
    elif isinstance(operation, AlterField):
        place = (app, operation.model_name, operation.name)
        old, new = (_field(state, *place) for state in (before, after))
        yield from (f"{what}: {fault}" for fault in _changes(old, new))


def _needs_a_value(field: Any) -> bool:
    if field.many_to_many or field.null or getattr(field, "generated", False):
        return False
    return field.db_default is NOT_PROVIDED


def _field(state: ProjectState, app: str, model: str, name: str) -> Any:  # noqa: PLR0917 - a place
    return state.apps.get_model(app, model)._meta.get_field(name)


def _changes(old: Any, new: Any) -> Iterator[str]:
    if old.column != new.column:
        yield "the column is renamed"
    was, becomes = (field.db_parameters(connection)["type"] for field in (old, new))
    if was != becomes and not _is_wider(was or "", becomes or ""):
        yield f"the type changes from {was} to {becomes}"
    if old.null and not new.null:
        yield "NOT NULL is added, and old code may still write NULL"
    if old.db_default is not NOT_PROVIDED and _needs_a_value(new):
        yield "the default goes, and old code may count on it"


def _is_wider(was: str, becomes: str) -> bool:
    """Return whether every text that fitted still fits, without a rewrite of the table."""
    old, new = _TEXT.fullmatch(was), _TEXT.fullmatch(becomes)
    return bool(old and (becomes == "text" or (new and int(new[1]) >= int(old[1]))))
