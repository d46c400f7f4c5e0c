"""What schemas weigh: in the catalog, on disk, and in the memory of a backend."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_CATALOG = """
SELECT count(*)::float, count(*) FILTER (WHERE relkind = 'r')::float,
       count(*) FILTER (WHERE relkind = 'i')::float,
       coalesce(sum(pg_relation_size(oid)), 0)::float / 1048576
FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 't\\_%%')
   OR oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace IN
              (SELECT oid FROM pg_namespace WHERE nspname LIKE 't\\_%%'))
   OR oid IN (SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.reltoastrelid = i.indrelid
              WHERE c.relnamespace IN
              (SELECT oid FROM pg_namespace WHERE nspname LIKE 't\\_%%'))
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace"


@dataclass(frozen=True, slots=True)
class Weight:
    """What one tenant's schema takes, on average. The catalog's own pages are in `disk_mb`."""

    class_rows: float
    tables: float
    indexes: float
    disk_mb: float


def weight_of(env: dict[str, str], tenants: int) -> Weight:
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as connection:
        counted = connection.execute(_CATALOG).fetchone()
        catalog = connection.execute(
            "SELECT sum(pg_total_relation_size(oid))::float / 1048576 FROM pg_class"
            " WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'"
        ).fetchone()
        if counted is None or catalog is None:
            raise RuntimeError("the catalog did not answer")
    rows, tables, indexes, disk = (value / tenants for value in counted)
    return Weight(rows, tables, indexes, disk + catalog[0] / tenants)


def touched_mb(env: dict[str, str], schemas: list[str]) -> dict[int, float]:
    """Return a backend's own memory after it read every table of so many schemas."""
    found = {}
    marks = {1, len(schemas) // 4, len(schemas) // 2, len(schemas)}
    with psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as connection:
        tables = [name for (name,) in connection.execute(_TABLES, [schemas[0]]).fetchall()]
        for number, schema in enumerate(schemas, start=1):
            for name in tables:
                ask = sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(schema, name))
                connection.execute(ask)
            if number in marks:
                found[number] = _own_mb(connection.info.backend_pid)
    return found


def _own_mb(pid: int) -> float:
    """Return what is the process's own. Shared buffers that only it has read so far are not."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) / 1_024
    raise RuntimeError(f"the memory of process {pid} cannot be read")
