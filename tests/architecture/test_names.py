"""Names do the explaining, so a word that fits everything is not a name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, own_files

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "service", "process", "handle"}
# Not ours to choose: Django's commands, account managers and middleware, Dramatiq's middleware,
# and what aiosmtpd and Authlib ask for.
DICTATED = {
    "handle",
    "handle_DATA",
    "handle_response",
    "UserManager",
    "process_request",
    "process_view",
    "process_exception",
    "before_process_message",
    "after_process_message",
}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def empty_names(path: Path) -> Iterator[str]:
    names = [(1, path.stem), *_defined_in(path)]
    for line, name in names:
        words = {word.lower() for word in WORD.findall(name)}
        if words & EMPTY_WORDS and name not in DICTATED:
            yield f"{path}:{line}: {name}"


def _defined_in(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def test_no_name_is_empty() -> None:
    product = [path for path in own_files(".py") if "tests" not in path.relative_to(ROOT).parts]

    found = [each for path in product for each in empty_names(path)]

    assert product
    assert not found, "\n".join(found).replace(f"{ROOT}/", "")


@pytest.mark.parametrize(
    ("file", "source", "found"),
    [
        ("utils.py", "", "utils"),
        ("orders.py", "class OrderService: ...", "OrderService"),
        ("orders.py", "def process_order(): ...", "process_order"),
        ("orders.py", "async def _handle(): ...", "_handle"),
    ],
)
def test_an_empty_name_is_found(file: str, source: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.write_text(source)

    assert [each.rpartition(" ")[2] for each in empty_names(path)] == [found]


def test_a_name_that_only_sounds_similar_is_let_pass(tmp_path: Path) -> None:
    path = tmp_path / "processing_fees.py"
    path.write_text("def servicing(): ...\nclass Command:\n    def handle(self): ...\n")

    assert list(empty_names(path)) == []
