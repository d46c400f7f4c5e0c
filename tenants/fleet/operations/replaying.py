"""One schema, one script: each step in a transaction of its own, under the schema's lock.

Whatever was committed before a process died is found in the schema's own `django_migrations`,
so a script may be run again from the start at any time.
"""

from collections.abc import Callable
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from guildhall.kernel import fault_points
from tenants.artefact import PLACE, tenant_labels
from tenants.fleet.errors import SchemaDiffers
from tenants.fleet.states import StepKind
from tenants.fleet.types import Script, Step, lock_name

type Finish = Callable[[Connection[Any]], None]

_PREPARE = SQL("""
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
SET LOCAL search_path = {schema}, ext;
SELECT pg_advisory_xact_lock(hashtextextended({name}, 0));
""")
_PREPARE_ALONE = SQL("""
SET lock_timeout = '2s';
SET statement_timeout = '30min';
SET search_path = {schema}, ext;
SELECT pg_advisory_lock(hashtextextended({name}, 0));
""")
_UNPREPARE_ALONE = SQL("""
RESET lock_timeout;
RESET statement_timeout;
RESET search_path;
SELECT pg_advisory_unlock(hashtextextended({name}, 0));
""")
_APPLIED = "SELECT app || '.' || name FROM django_migrations WHERE app = ANY(%s)"
_VALID = """
SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relname = %s AND c.relnamespace = %s::regnamespace
"""


def replay(
    connection: Connection[Any], schema: str, script: Script, *, check: Finish, finish: Finish
) -> None:
    """Run what of the script is not yet done in this schema.

    `check` and `finish` run in the first and in the last transaction, in the same connection.
    Raises SchemaDiffers where the schema is not what the script was compiled for.
    """
    expected = set(script.before)
    first = check
    for step in script.steps:
        if step.kind is StepKind.ALONE:
            _alone(connection, schema, step)
        else:
            with connection.transaction():
                _take(connection, schema)
                first(connection)
                _run(connection, schema, step, expected=expected)
                expected |= set(step.migrations)
                if step is script.steps[-1]:
                    finish(connection)
                fault_points.reached("fleet.sql_run")
            fault_points.reached("fleet.step_committed")
        first = _nothing
    if not script.steps or script.steps[-1].kind is StepKind.ALONE:
        with connection.transaction():
            _take(connection, schema)
            finish(connection)


def _nothing(_connection: Connection[Any]) -> None:
    """Do nothing: the check has been made."""


def _take(connection: Connection[Any], schema: str) -> None:
    connection.execute(_names(_PREPARE, schema))
    fault_points.reached("fleet.schema_locked")


def _run(connection: Connection[Any], schema: str, step: Step, *, expected: set[str]) -> None:
    rows = connection.execute(_APPLIED, [sorted(tenant_labels())]).fetchall()
    applied = {name for (name,) in rows}
    if step.migrations and applied.issuperset(step.migrations):
        return
    as_expected = applied == expected if step.migrations else applied >= expected
    if not as_expected:
        raise SchemaDiffers(difference=", ".join(sorted(applied ^ expected)))
    connection.execute(step.sql.replace(PLACE, schema).encode())


def _alone(connection: Connection[Any], schema: str, step: Step) -> None:
    """Build or drop an index while others write; sweep away what a dead builder left."""
    connection.execute(_names(_PREPARE_ALONE, schema))
    try:
        row = connection.execute(_VALID, [step.index, schema]).fetchone()
        if row is not None and not row[0]:
            drop = SQL("DROP INDEX CONCURRENTLY {}")
            connection.execute(drop.format(Identifier(schema, step.index)))
        if row is None or not row[0]:
            connection.execute(step.sql.replace(PLACE, schema).encode())
        fault_points.reached("fleet.index_built")
    finally:
        if not connection.closed:
            connection.execute(_names(_UNPREPARE_ALONE, schema))


def _names(statement: SQL, schema: str) -> Composed:
    return statement.format(schema=Identifier(schema), name=Literal(lock_name(schema)))
