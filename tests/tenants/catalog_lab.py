"""What a schema is made of, as PostgreSQL tells it, with the schema's own name left out."""

import re
from typing import LiteralString

from tests.harness.owner import as_owner

COLUMNS = """
SELECT c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
       format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'
"""
RELATIONS = """
SELECT c.relname, c.relkind, c.relpersistence, c.reloptions, c.relrowsecurity, c.relreplident
FROM pg_class c WHERE c.relnamespace = %s::regnamespace
"""
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid), i.indisunique, i.indisprimary, i.indisvalid
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = %s::regnamespace
"""
CONSTRAINTS = """
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated, condeferrable,
       condeferred FROM pg_constraint WHERE connamespace = %s::regnamespace
"""
SEQUENCES = """
SELECT s.seqrelid::regclass, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin,
       s.seqcache, s.seqcycle, d.refobjid::regclass, d.refobjsubid
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.objid = s.seqrelid AND d.deptype IN ('i', 'a')
WHERE c.relnamespace = %s::regnamespace
"""
OTHERS = """
SELECT 'function', proname FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
UNION ALL SELECT 'type', typname FROM pg_type t WHERE typnamespace = %(schema)s::regnamespace
    AND typrelid = 0 AND typelem = 0
UNION ALL SELECT 'trigger', tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
"""
GRANTS = """
SELECT c.relname, c.relkind, (acl).privilege_type, a.attname
FROM pg_class c
CROSS JOIN LATERAL (SELECT aclexplode(c.relacl) AS acl, NULL::name AS attname
    UNION ALL SELECT aclexplode(attacl), attname FROM pg_attribute WHERE attrelid = c.oid) a
WHERE c.relnamespace = %s::regnamespace AND (acl).grantee = %s::regrole
"""
# `state IN (...)` of a varchar comes back from its own text with the casts elsewhere.
_CAST = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")
MADE_OF: dict[str, LiteralString] = {
    "column": COLUMNS,
    "relation": RELATIONS,
    "index": INDEXES,
    "constraint": CONSTRAINTS,
    "sequence": SEQUENCES,
}


def fingerprint(schema: str) -> list[str]:
    """Return one line for everything that the schema holds, rows aside."""
    lines = []
    with as_owner() as owner:
        owner.execute("SET search_path = ''")  # so that every name is told in full
        for kind, question in MADE_OF.items():
            lines += [f"{kind} {row}" for row in owner.execute(question, [schema])]
        lines += [f"other {row}" for row in owner.execute(OTHERS, {"schema": schema})]
    return sorted(_CAST.sub("", line).replace(schema, "@") for line in lines)


def granted(schema: str) -> list[str]:
    """Return one line for each right that the schema's role has in it."""
    with as_owner() as owner:
        return sorted(str(row) for row in owner.execute(GRANTS, [schema, schema]))
