"""What a schema is made of, in one hash: schemas that differ get a script of their own."""

from collections.abc import Sequence
from typing import Any, LiteralString

from psycopg import Connection

# Names and shapes of tables, columns, constraints and indexes. Constraints' names matter, since
# Django looks them up before it drops one.
_FINGERPRINTS: LiteralString = """
WITH asked AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(%s)
), parts AS (
    SELECT c.relnamespace AS place, concat_ws(' ', 'column', c.relname, a.attname, a.atttypid,
        a.atttypmod, a.attnotnull, a.attidentity, a.atthasdef) AS part
    FROM asked JOIN pg_class c ON c.relnamespace = asked.oid AND c.relkind = 'r'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
    SELECT c.connamespace, concat_ws(' ', 'constraint', r.relname, c.conname, c.contype,
        c.conkey, c.convalidated)
    FROM asked JOIN pg_constraint c ON c.connamespace = asked.oid
    JOIN pg_class r ON r.oid = c.conrelid
  UNION ALL
    SELECT c.relnamespace, concat_ws(' ', 'index', c.relname, i.indkey, i.indisunique,
        i.indisvalid)
    FROM asked JOIN pg_class c ON c.relnamespace = asked.oid AND c.relkind = 'i'
    JOIN pg_index i ON i.indexrelid = c.oid
)
SELECT asked.nspname, md5(string_agg(part, ';' ORDER BY part))
FROM asked JOIN parts ON parts.place = asked.oid GROUP BY asked.nspname
"""


def fingerprints(connection: Connection[Any], schemas: Sequence[str]) -> dict[str, str]:
    """Return the fingerprint of each of these schemas that exists."""
    return dict(connection.execute(_FINGERPRINTS, [list(schemas)]).fetchall())
