"""What a schema is made of, in one hash: schemas that differ get a script of their own."""

from collections.abc import Sequence
from hashlib import md5
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Identifier, Literal

from tenants.artefact import tenant_labels

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
SELECT asked.nspname, md5(string_agg(part, ';' ORDER BY part)),
    to_regclass(quote_ident(asked.nspname) || '.django_migrations') IS NOT NULL
FROM asked JOIN parts ON parts.place = asked.oid GROUP BY asked.nspname
"""

_RECORDED = SQL("""
SELECT {}, md5(string_agg(app || '.' || name, ' ' ORDER BY app, name))
FROM {} WHERE app = ANY(%(labels)s)
""")
MANY = 200


def fingerprints(connection: Connection[Any], schemas: Sequence[str]) -> dict[str, str]:
    """Return the fingerprint of each of these schemas that exists."""
    rows = connection.execute(_FINGERPRINTS, [list(schemas)]).fetchall()
    recorded = _recorded(connection, [schema for schema, _, has_record in rows if has_record])
    return {
        schema: md5(f"{shape} {recorded.get(schema)}".encode(), usedforsecurity=False).hexdigest()
        for schema, shape, _ in rows
    }


def _recorded(connection: Connection[Any], schemas: Sequence[str]) -> dict[str, str]:
    """Return a hash of what each schema says of its migrations: a script may stop half-way."""
    labels, found = sorted(tenant_labels()), dict[str, str]()
    for first in range(0, len(schemas), MANY):
        some = schemas[first : first + MANY]
        each = [_RECORDED.format(Literal(s), Identifier(s, "django_migrations")) for s in some]
        asked = SQL(" UNION ALL ").join(each)
        found.update(connection.execute(asked, {"labels": labels}).fetchall())
    return found
