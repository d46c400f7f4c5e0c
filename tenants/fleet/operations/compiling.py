"""From migrations to SQL, once for all schemas that are alike; nothing is changed meanwhile."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from guildhall.kernel.ledgers import Ledger
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.shards import OWNER
from tenants.artefact import PLACE, table_grants, tables_of, tenant_labels
from tenants.fleet.errors import NotReplayable
from tenants.fleet.states import StepKind
from tenants.fleet.types import Script, Step

_TOUCHED = re.compile(r'^(CREATE|ALTER) TABLE "?(\w+)"?', re.MULTILINE)
_MADE = re.compile(r"^CREATE (TABLE|SEQUENCE) ", re.MULTILINE)
_RECORD = """
INSERT INTO django_migrations (app, name, applied)
SELECT app, name, now() FROM (VALUES {rows}) AS new (app, name)
WHERE NOT EXISTS (SELECT FROM django_migrations d WHERE (d.app, d.name) = (new.app, new.name));
"""


def compile_script(representative: Scope) -> Script:
    """Return what a schema like this one needs to come to this release.

    Refuses with NotReplayable.
    """
    with enter(representative):
        executor = MigrationExecutor(connections[OWNER])
        loader = executor.loader
        loader.check_consistent_history(connections[OWNER])
        # Shared models are in no tenant's schema and nothing there refers to them: rendering
        # them would be half of the work.
        labels = tenant_labels()
        done = [key for key in loader.applied_migrations if key[0] in labels]
        applied = [key for key in done if key in loader.graph.nodes]
        plan = executor.migration_plan(loader.graph.leaf_nodes())
        state = loader.project_state(applied, at_end=True)
        steps = tuple(_joined(_steps([migration for migration, _ in plan], state)))
    return Script(frozenset(f"{app}.{name}" for app, name in done), steps)


def _steps(migrations: Iterable[Migration], state: ProjectState) -> Iterator[Step]:
    labels = tenant_labels()
    for migration in migrations:
        name = f"{migration.app_label}.{migration.name}"
        if not router.allow_migrate(OWNER, migration.app_label):
            yield Step(StepKind.TOGETHER, _record(migration), ())
        elif migration.atomic:
            lines, state = _collected(migration, state)
            done = (name,) if migration.app_label in labels else ()
            yield Step(StepKind.TOGETHER, "\n".join([*lines, _record(migration)]), done)
        else:
            yield from _alone(migration, state)
            state = migration.mutate_state(state, preserve=False)


def _collected(migration: Migration, state: ProjectState) -> tuple[list[str], ProjectState]:
    for operation in migration.operations:
        if not operation.reduces_to_sql:
            raise _not_replayable(migration, operation)
    with _editor(atomic=True) as editor:
        state = migration.apply(state, editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")], state


def _alone(migration: Migration, state: ProjectState) -> Iterator[Step]:
    """Yield a step for each index that is built or dropped while others write."""
    for operation in migration.operations:
        if not isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently):
            raise _not_replayable(migration, operation)
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        with _editor(atomic=False) as editor:
            operation.database_forwards(migration.app_label, editor, before, state)
        index = operation.index.name if isinstance(operation, AddIndexConcurrently) else ""
        yield Step(StepKind.ALONE, "\n".join(editor.collected_sql), (), index)
    name = f"{migration.app_label}.{migration.name}"
    yield Step(StepKind.TOGETHER, _record(migration), (name,))


def _editor(*, atomic: bool) -> BaseDatabaseSchemaEditor:
    return connections[OWNER].schema_editor(collect_sql=True, atomic=atomic)


def _not_replayable(migration: Migration, operation: Operation) -> NotReplayable:
    name = f"{migration.app_label}.{migration.name}"
    return NotReplayable(migration=name, operation=type(operation).__name__)


def _record(migration: Migration) -> str:
    return _RECORD.format(rows=f"('{migration.app_label}', '{migration.name}')")


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield as few steps as possible: what may run in one transaction does."""
    for kind, alike in groupby(steps, key=lambda step: step.kind):
        if kind is StepKind.ALONE:
            yield from alike
            continue
        parts = list(alike)
        sql = "\n".join(part.sql for part in parts)
        done = tuple(name for part in parts for name in part.migrations)
        yield Step(StepKind.TOGETHER, "\n".join([sql, *_grants(sql)]), done)


def _grants(sql: str) -> Iterator[str]:
    """Yield what lets a schema's role work in the tables that this SQL makes or changes."""
    ledgers: dict[str, Ledger | None] = dict(tables_of(settings.TENANT_APPS))
    touched = {table: verb for verb, table in reversed(_TOUCHED.findall(sql))}
    for table, verb in sorted(touched.items()):
        new = verb == "CREATE"
        yield from table_grants(table, ledgers.get(table), role=PLACE, new=new)
    if _MADE.search(sql):
        yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {PLACE} TO {PLACE};"
