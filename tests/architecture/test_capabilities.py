"""Every right that the code asks for or gives stands in one catalogue."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from guildhall.identity.states import CATALOG
from tests.architecture.house import ROOT, own_files

ASKING = {"must", "may", "reach", "Needs", "NeedsHere", "page", "operators_page", "must_hold"}
NAMED = "permission"


def capabilities_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the literal rights that a file asks for, with their lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        asks = _name_of(node.func) in ASKING
        asked = [*(node.args if asks else ()), *_keyword(node)]
        for each in asked:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
                yield each.lineno, each.value


def _keyword(node: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in node.keywords if keyword.arg == NAMED]


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_every_right_that_is_asked_for_is_in_the_catalogue() -> None:
    product = [path for path in own_files(".py") if "tests" not in path.relative_to(ROOT).parts]

    found = [(path, *each) for path in product for each in capabilities_in(path)]

    assert len(found) > 50
    assert [f"{path}:{line}: {name}" for path, line, name in found if name not in CATALOG] == []


@pytest.mark.parametrize(
    "source",
    [
        'stamp.by.must("ordres:edit")',
        'stamp.by.must("orders:edit", "ordres:edit", scope=scopes)',
        'actor.may("ordres:edit", scope=())',
        'actor.reach("ordres:edit")',
        'router.get("", auth=Needs("ordres:edit"))',
        '@page("ordres:edit")\ndef show(request): ...',
        'Item("Orders", url="orders", icon="x", permission="ordres:edit")',
    ],
)
def test_a_misspelled_right_is_found(source: str, tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(source)

    assert [name for _, name in capabilities_in(path) if name not in CATALOG] == ["ordres:edit"]
