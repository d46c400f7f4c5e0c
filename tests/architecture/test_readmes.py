"""Every module has a README of one screen that names its facts and its refusals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT, rooms_built

LINES_OF_A_SCREEN = 60


def facts_and_refusals(module: Path) -> Iterator[str]:
    rooms_within = [each.parent for each in module.glob("*/apps.py")]
    for path in sorted(module.rglob("*.py")):
        if any(path.is_relative_to(room) for room in rooms_within):
            continue  # a room of its own, with a README of its own
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and (_is_a_fact(node) or _is_a_refusal(node)):
                yield node.name


def _is_a_fact(node: ast.ClassDef) -> bool:
    calls = (each.func for each in node.decorator_list if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Name) and each.id == "fact" for each in calls)


def _is_a_refusal(node: ast.ClassDef) -> bool:
    """Tell by the code, which is a literal in the body: a base class may live elsewhere."""
    values = {
        target.id: each.value
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return isinstance(values.get("code"), ast.Constant) and "message" in values


def silences(module: Path) -> Iterator[str]:
    readme = module / "README.md"
    if not readme.is_file():
        yield f"{module} has no README.md"
        return
    text = readme.read_text()
    if len(text.splitlines()) > LINES_OF_A_SCREEN:
        yield f"{readme} is longer than a screen"
    for name in facts_and_refusals(module):
        if not re.search(rf"\b{name}\b", text):
            yield f"{readme} does not name {name}"


def test_every_module_tells_its_facts_and_refusals() -> None:
    found = [each for module in rooms_built() for each in silences(module)]

    assert not found, "\n".join(found).replace(f"{ROOT}/", "")


def test_a_module_without_a_readme_is_found(tmp_path: Path) -> None:
    assert list(silences(tmp_path)) == [f"{tmp_path} has no README.md"]


def test_an_unnamed_fact_and_an_unnamed_refusal_are_found(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Orders\n\nFacts: OrderPlacedTwice.\n")
    (tmp_path / "events.py").write_text(
        '@fact("order.placed", subject="order")\nclass OrderPlaced(Event): ...\n'
    )
    (tmp_path / "errors.py").write_text(
        'class OutOfStock(Refusal):\n    code = "inventory.out_of_stock"\n    message = "no"\n'
    )

    found = [each.rpartition(" ")[2] for each in silences(tmp_path)]

    assert found == ["OutOfStock", "OrderPlaced"]


def test_a_readme_that_names_them_is_enough(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Orders\n\nFacts: `OrderPlaced`.\n")
    (tmp_path / "events.py").write_text(
        '@fact("order.placed", subject="order")\nclass OrderPlaced(Event): ...\n'
    )

    assert list(silences(tmp_path)) == []
