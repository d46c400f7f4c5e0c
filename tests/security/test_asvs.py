"""The map of OWASP ASVS: nothing left out, nothing named that is not there, the page current."""

import ast
from functools import cache
from pathlib import Path

import pytest

from guildhall.config.local.asvs import (
    ITEMS,
    MAP,
    PAGE,
    STATES,
    Item,
    page_of,
    read_levels,
    read_map,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    return read_map(MAP.read_text("utf-8"))


def test_every_item_of_levels_one_and_two_is_answered(items: tuple[Item, ...]) -> None:
    assert {item.number: item.level for item in items} == read_levels(ITEMS.read_text("utf-8"))
    assert all(item.subject and item.answer and item.state in STATES for item in items)


def test_every_test_that_is_named_exists(items: tuple[Item, ...]) -> None:
    named = {test for item in items for test in item.tests}

    assert named
    assert sorted(test for test in named if not exists(test)) == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/security/test_asvs.py"

    assert exists(f"{here}::test_a_test_that_is_not_there_is_found")
    assert not exists(f"{here}::test_that_nobody_wrote")
    assert not exists("tests/security/test_nowhere.py::test_a_test_that_is_not_there_is_found")


def test_the_page_is_what_the_map_says(items: tuple[Item, ...]) -> None:
    assert PAGE.read_text("utf-8") == page_of(items), "python -m guildhall.config.local.asvs"


def exists(test: str) -> bool:
    path, _, name = test.partition("::")
    return name in functions_of(ROOT / path)


@cache
def functions_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))
