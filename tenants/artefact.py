"""The DDL of a whole tenant schema, compiled from the migrations once and replayed ever after.

Sign-up never runs migrations: seventy of them cost seconds of Python, the compiled
script a fraction of one. `tests/tenants` proves that both give the same schema.
"""

import hashlib
import re
import subprocess
import sys
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.kernel.tenancy import Scope, enter
from tenants.versions import Version, append, newest

PLACE = "t_template0000"
_NOISE = re.compile(r"^(--.*|SET .*;|SELECT pg_catalog\.set_config.*;|\\(un)?restrict.*|)$")
_OWNED = re.compile(r"^CREATE SCHEMA .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Artefact:
    """The script, with a placeholder for the schema, and the version it belongs to."""

    sql: str
    version: int

    def for_schema(self, schema: str) -> str:
        return self.sql.replace(PLACE, schema)


@cache
def artefact() -> Artefact:
    """Return the compiled script that this release carries."""
    return Artefact(script().read_text(encoding="utf-8"), newest().number)


def script() -> Path:
    """Return where the compiled script lies."""
    folder: Path = settings.SCHEMA_FOLDER
    return folder / "tenant.sql"


def migrate_here(scope: Scope) -> None:
    """Run the migrations that belong in the schema of `scope`, as its owner."""
    with enter(scope):
        call_command("migrate", database="owner", interactive=False, verbosity=0)


def tenant_labels() -> frozenset[str]:
    """Return the labels of the apps whose tables a tenant schema has."""
    return frozenset(
        config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS
    )


def tenant_migrations(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return every migration that a tenant schema needs, by app and name."""
    labels = tenant_labels()
    return sorted(key for key in loader.disk_migrations if key[0] in labels)


def migrations_digest() -> str:
    """Return a hash over the sources of every migration that a tenant schema needs."""
    loader = MigrationLoader(None)
    digest = hashlib.sha256()
    for app, name in tenant_migrations(loader):
        digest.update(f"{app}.{name}".encode())
        digest.update(_source_of(loader.disk_migrations[app, name]))
    return digest.hexdigest()[:16]


def _source_of(migration: Migration) -> bytes:
    return Path(str(sys.modules[migration.__module__].__file__)).read_bytes()


def append_version() -> Version | None:
    """Add a version to the history if the migrations are not those of the last one."""
    digest = migrations_digest()
    former = newest()
    if digest == former.digest:
        return None
    loader = MigrationLoader(None)
    names = tenant_migrations(loader)
    last = {app: f"{app}.{name}" for app, name in names}
    added = [name for name in names if _is_later(name, former)]
    contract = any(getattr(loader.disk_migrations[name], "contract", False) for name in added)
    return append(digest, migrations=tuple(last.values()), contract=contract)


def _is_later(migration: tuple[str, str], version: Version) -> bool:
    app, name = migration
    known = dict(each.split(".", 1) for each in version.newest)
    return name > known.get(app, "")


def compile_script(pg_dump: str) -> str:
    """Migrate an empty schema, dump it, and return it as a script with grants and seeds."""
    scope = Scope(tenant_id=new_id(), schema=PLACE, role=PLACE)
    owner = connections["owner"]
    with enter(scope), owner.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {PLACE} CASCADE; CREATE SCHEMA {PLACE}")
        migrate_here(scope)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        applied = cursor.fetchall()
        dump = _dump(pg_dump)
        cursor.execute(f"DROP SCHEMA {PLACE} CASCADE")
    lines = [line for line in dump.splitlines() if not _NOISE.match(line)]
    ddl = _OWNED.sub("", "\n".join(lines)).strip()
    parts = [f"CREATE SCHEMA {PLACE};", ddl, _seeds(applied), *_grants_in_place()]
    return "\n".join(parts) + "\n"


def _dump(pg_dump: str) -> str:
    values = settings.DATABASES["owner"]
    url = (
        f"postgresql://{quote(values['USER'])}:{quote(values['PASSWORD'])}"
        f"@{values['HOST']}:{values['PORT']}/{quote(values['NAME'])}"
    )
    done = subprocess.run(  # noqa: S603 - our own database, our own arguments
        [pg_dump, "-n", PLACE, "-s", "--no-owner", "--no-privileges", url],
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def _seeds(applied: list[tuple[str, str]]) -> str:
    rows = ",\n".join(f"('{app}', '{name}', now())" for app, name in applied)
    return f"INSERT INTO {PLACE}.django_migrations (app, name, applied) VALUES\n{rows};"


def _grants_in_place() -> list[str]:
    return grants(PLACE, tables_of(settings.TENANT_APPS), role=PLACE)


def schema_name(tenant_id: UUID) -> str:
    """Return the schema of a tenant: made from its id, so that renaming never moves data."""
    return "t_" + b32encode(tenant_id.bytes).decode().rstrip("=").lower()


def schema_script(schema: str) -> str:
    """Return the one script that makes a tenant's role and schema."""
    app = settings.DATABASES["default"]["USER"]
    role = f'CREATE ROLE {schema} NOLOGIN; GRANT {schema} TO "{app}";'
    return role + artefact().for_schema(schema)


def tables_of(installed: list[str]) -> Iterator[tuple[str, Ledger | None]]:
    """Yield each table of these apps, and what it says about being a ledger."""
    for config in apps.get_app_configs():
        if config.name in installed:
            for model in config.get_models(include_auto_created=True):
                yield model._meta.db_table, getattr(model, "ledger", None)


def grants(schema: str, tables: Iterator[tuple[str, Ledger | None]], *, role: str) -> list[str]:
    """Return the statements that let a role work in a schema, and never rewrite a ledger."""
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {role};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};",
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {role};",
    ]
    for table, ledger in sorted(tables, key=lambda pair: pair[0]):
        statements += table_grants(f"{schema}.{table}", ledger, role=role, new=False)
    return statements


def table_grants(table: str, ledger: Ledger | None, *, role: str, new: bool) -> list[str]:
    """Return what a role needs in one table: in a new one everything, in a ledger no rewriting."""
    statements = [f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role};"] if new else []
    if ledger is not None:
        statements.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role};")
        if ledger.mutable:
            columns = ", ".join(ledger.mutable)
            statements.append(f"GRANT UPDATE ({columns}) ON {table} TO {role};")
    return statements
