"""Judgement about moves: values in, values out."""

import re

_KEYS_BEGIN = re.compile(
    r"^(?:ALTER TABLE ONLY \S+\s+ADD CONSTRAINT|CREATE (?:UNIQUE )?INDEX)", re.MULTILINE
)
MIGRATIONS = "django_migrations"
"""Written by the script that makes a schema, so neither copied nor followed."""


def tables_and_keys(script: str) -> tuple[str, str]:
    """Split the script of a schema where its keys and indexes begin: rows go in between."""
    found = _KEYS_BEGIN.search(script)
    if found is None:
        raise ValueError("the script of a schema has no keys")
    return script[: found.start()], script[found.start() :]


def moved_tables(tables: list[str]) -> list[str]:
    """Return the tables whose rows travel."""
    return sorted(name for name in tables if name != MIGRATIONS)
