"""What must not stand anywhere in the repository."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, own_files

# Put together here, so that this file does not contain what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:" + "|".join(("work", "root")) + r")/")

# Only the door to the schemas may move the session; elsewhere it would pull the tenant away.
SESSION_COMMAND = re.compile(r"\s*(SET|RESET|DISCARD)\s+[A-Z_\"]+", re.IGNORECASE)
MAY_MOVE_THE_SESSION = ("src/guildhall/kernel/tenancy", "src/guildhall/config", "tenants", "tests")

# Switches of django-tenants that trust their own memory or drop what they should keep.
STOCK_SWITCHES = re.compile(r"\b(TENANT_LIMIT_SET_CALLS|auto_drop_schema\s*=\s*True)\b")


def lines_with(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(errors="ignore").splitlines(), start=1):
        if pattern.search(line):
            yield f"{path}:{number}: {line.strip()}"


def session_commands(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "execute":
            for argument in ast.walk(node):
                if (
                    isinstance(argument, ast.Constant)
                    and isinstance(argument.value, str)
                    and SESSION_COMMAND.match(argument.value)
                ):
                    yield f"{path}:{argument.lineno}: {argument.value}"


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [each for path in own_files() for each in lines_with(MACHINE_PATH, path)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("place", ["root", "work"])
def test_a_path_of_a_machine_is_found(place: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text(f"see https://example.org/{place}/here\nsee /{place}/there\n")

    assert [each.rpartition(":")[2] for each in lines_with(MACHINE_PATH, path)] == [
        f" see /{place}/there"
    ]


def test_only_the_door_to_the_schemas_moves_a_session() -> None:
    elsewhere = [
        path
        for path in own_files(".py")
        if not path.relative_to(ROOT).as_posix().startswith(MAY_MOVE_THE_SESSION)
    ]

    found = [each for path in elsewhere for each in session_commands(path)]

    assert elsewhere
    assert not found, "\n".join(found)


@pytest.mark.parametrize("command", ["SET search_path TO x", "reset role", "DISCARD ALL"])
def test_a_command_that_moves_the_session_is_found(command: str, tmp_path: Path) -> None:
    path = tmp_path / "operations.py"
    path.write_text(f'cursor.execute("{command}")\ncursor.execute("SHOW search_path")\n')

    assert list(session_commands(path)) == [f"{path}:1: {command}"]


def test_the_stock_switches_of_django_tenants_are_not_used() -> None:
    product = [path for path in own_files(".py") if "tests" not in path.relative_to(ROOT).parts]

    found = [each for path in product for each in lines_with(STOCK_SWITCHES, path)]

    assert not found, "\n".join(found)


def test_a_stock_switch_is_found(tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text("TENANT_LIMIT_SET_CALLS = True\n")

    assert len(list(lines_with(STOCK_SWITCHES, path))) == 1
