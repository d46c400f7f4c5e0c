"""What the import graph says is also what the command says, on a real tree with a real file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, ROOT_PACKAGES

INTRUSIONS = [
    ("house", "src/guildhall/kernel/intruder.py", "import guildhall.config"),
    ("neighbors", "tenants/intruder.py", "import guildhall.identity"),
    ("private-parts", "public_site/intruder.py", "from guildhall.kernel import models"),
    ("outer-ring", "src/guildhall/console/intruder.py", "import public_site"),
    ("only-integrations-call-out", "src/guildhall/orders/operations/intruder.py", "import httpx"),
    ("agent", "edge_devices/agent/intruder.py", "import django"),
]


def only_python(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name == "__pycache__" or not (name.endswith(".py") or Path(folder, name).is_dir())
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folders = [
        "tests/architecture",
        *(f"src/{p}" if p == "guildhall" else p for p in ROOT_PACKAGES),
    ]
    for folder in folders:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=only_python)
    for file in (".importlinter", "tests/__init__.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    surroundings = {
        **os.environ,
        "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}",
        "COLUMNS": "200",
    }
    return subprocess.run(
        [program, "--no-logo", "--no-cache"],
        cwd=tree,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def broken(output: str) -> set[str]:
    return {line.partition(":")[0] for line in output.splitlines() if " BROKEN" in line}


def test_a_copy_of_the_tree_keeps_all_contracts(copy: Path) -> None:
    result = lint_imports(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("name", "file", "line"), INTRUSIONS)
def test_a_forbidden_import_in_a_file_turns_the_command_red(
    name: str, file: str, line: str, copy: Path
) -> None:
    intruder = copy / file
    intruder.parent.mkdir(parents=True, exist_ok=True)
    (intruder.parent / "__init__.py").touch()
    intruder.write_text(f"{line}\n")

    result = lint_imports(copy)

    assert result.returncode == 1
    assert name in broken(result.stdout)
