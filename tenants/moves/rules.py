"""Judgement about moves: values in, values out."""

import re
from collections.abc import Mapping

_KEYS_BEGIN = re.compile(
    r"^(?:ALTER TABLE ONLY \S+\s+ADD CONSTRAINT|CREATE (?:UNIQUE )?INDEX)", re.MULTILINE
)
MIGRATIONS = "django_migrations"
"""Filled by the script that makes a schema; replaced once, and never followed."""


def tables_and_keys(script: str) -> tuple[str, str]:
    """Split the script of a schema where its keys and indexes begin: rows go in between."""
    found = _KEYS_BEGIN.search(script)
    if found is None:
        raise ValueError("the script of a schema has no keys")
    return script[: found.start()], script[found.start() :]


def moved_tables(tables: list[str]) -> list[str]:
    """Return the tables whose rows travel."""
    return sorted(name for name in tables if name != MIGRATIONS)


def shards_of_schemas(
    placed: Mapping[str, tuple[str, int]], addresses: Mapping[tuple[str, int], str]
) -> tuple[dict[str, str], list[str]]:
    """Return the shard of each schema by its worker's address, and the workers nobody names."""
    found = {schema: addresses[place] for schema, place in placed.items() if place in addresses}
    strangers = {place for place in placed.values() if place not in addresses}
    return found, sorted(f"{host}:{port}" for host, port in strangers)
