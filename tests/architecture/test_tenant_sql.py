"""The SQL that we write keeps to what schema-based sharding can do, as the compiled schema does.

Tables of the rooms in `tenants` lie in the public schema alone, which is not sharded.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

PACKAGES = ("src", "public_site", "integrations", "edge_devices")
SETS = re.compile(
    r"ON\s+CONFLICT\b.*?\bDO\s+UPDATE\s+SET\b(.*?)(?:\bRETURNING\b|$)", re.IGNORECASE | re.DOTALL
)
CLOCK = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(|\bcurrent_timestamp\b",
    re.IGNORECASE,
)
MERGE = re.compile(r"\bMERGE\s+INTO\b", re.IGNORECASE)
TRIGGER = re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b", re.IGNORECASE)
NAMED = re.compile(r"\bON\s+CONFLICT\s+ON\s+CONSTRAINT\b", re.IGNORECASE)


def problems_in_text(text: str) -> Iterator[str]:
    if MERGE.search(text):
        yield "MERGE"
    if TRIGGER.search(text):
        yield "a trigger"
    if NAMED.search(text):
        yield "a conflict on a constraint's name"
    if any(CLOCK.search(what) for what in SETS.findall(text)):
        yield "the clock in what ON CONFLICT sets"


def problems_in(source: str) -> Iterator[str]:
    """Yield what would not shard: in texts, and where an error's constraint is asked for."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from problems_in_text(node.value)
        if isinstance(node, ast.Attribute) and node.attr == "constraint_name":
            yield "a decision by a constraint's name, which has a suffix per shard"


def sources() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def test_our_sql_is_fit_for_sharding() -> None:
    paths = sources()
    found = [
        f"{path.relative_to(ROOT)}: {problem}"
        for path in paths
        for problem in problems_in(path.read_text())
    ]

    assert len(paths) > 200
    assert found == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('Q = "MERGE INTO stock USING moved ON true"', "MERGE"),
        ('Q = "create or replace trigger t before update on stock"', "a trigger"),
        (
            'Q = "INSERT INTO s ON CONFLICT ON CONSTRAINT once DO NOTHING"',
            "a conflict on a constraint's name",
        ),
        (
            'Q = """INSERT INTO s VALUES (1) ON CONFLICT (id)\nDO UPDATE SET at = now()"""',
            "the clock in what ON CONFLICT sets",
        ),
        (
            "name = error.diag.constraint_name",
            "a decision by a constraint's name, which has a suffix per shard",
        ),
    ],
)
def test_what_would_not_shard_is_found(source: str, problem: str) -> None:
    assert list(problems_in(source)) == [problem]


def test_what_shards_is_let_pass() -> None:
    fit = 'Q = "INSERT INTO s VALUES (now()) ON CONFLICT (id) DO UPDATE SET n = 1 RETURNING now()"'

    assert list(problems_in(fit)) == []
