"""A function fits in one look, a file in one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, own_files

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40


def oversized(path: Path) -> Iterator[str]:
    source = path.read_text()
    length = len(source.splitlines())
    if length > LINES_OF_A_FILE:
        yield f"{path}: {length} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines"


def test_no_file_and_no_function_is_too_long() -> None:
    files = [path for path in own_files(".py") if "migrations" not in path.parts]

    found = [each for path in files for each in oversized(path)]

    assert files
    assert not found, "\n".join(found).replace(f"{ROOT}/", "")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = 1\n" * (LINES_OF_A_FILE + 1), "long.py: 301 lines"),
        ("def f():\n" + "    x = 1\n" * LINES_OF_A_FUNCTION, "long.py:1: f has 41 lines"),
        ("class C:\n  async def f():\n" + "    x = 1\n" * LINES_OF_A_FUNCTION, "f has 41 lines"),
    ],
)
def test_what_is_one_line_too_long_is_found(source: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text(source)

    (found,) = oversized(path)

    assert found.endswith(complaint)


def test_what_just_fits_is_let_pass(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    function = "def f():\n" + "    x = 1\n" * (LINES_OF_A_FUNCTION - 1)
    path.write_text(function + "x = 1\n" * (LINES_OF_A_FILE - LINES_OF_A_FUNCTION))

    assert list(oversized(path)) == []
