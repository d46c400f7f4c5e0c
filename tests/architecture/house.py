"""The house as .importlinter draws it, and the files it is made of."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract

from tests.architecture.contracts import (
    PlannedForbidden,
    PlannedLayers,
    PlannedProtected,
    PrivateParts,
)

ROOT = Path(__file__).resolve().parents[2]
OUTER_RING = ("public_site", "integrations", "edge_devices")

KINDS: dict[str, type[Contract]] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
    "planned_forbidden": PlannedForbidden,
    "planned_layers": PlannedLayers,
    "planned_protected": PlannedProtected,
    "private_parts": PrivateParts,
}

_configuration = read_configuration(str(ROOT / ".importlinter"))
ROOT_PACKAGES: list[str] = _configuration["session_options"]["root_packages"]
OPTIONS: dict[str, dict[str, Any]] = {
    each["id"]: each for each in _configuration["contracts_options"]
}


def contract(name: str) -> Contract:
    options = OPTIONS[name]
    return KINDS[options["type"]](
        name=options["name"],
        session_options=_configuration["session_options"],
        contract_options=options,
    )


def floors() -> dict[str, int]:
    """Return on which floor each room of the plan lies, the kernel on the lowest."""
    storeys = [
        [f"guildhall.{room}" for room in _rooms_on(line)] for line in OPTIONS["house"]["layers"]
    ]
    storeys.insert(storeys.index(["guildhall.config"]) + 1, list(OUTER_RING))
    storeys.insert(storeys.index(["guildhall.kernel"]), ["tenants"])
    return {room: floor for floor, storey in enumerate(reversed(storeys)) for room in storey}


def room_of(module: str) -> str:
    """Return the room that a dotted module name lies in, or its root package if it has none."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "guildhall" else parts[0]


def rooms_built() -> list[Path]:
    """Return the folder of every module that exists."""
    inner = [each.parent for each in (ROOT / "src" / "guildhall").glob("*/__init__.py")]
    outer = [each.parent for ring in OUTER_RING for each in (ROOT / ring).glob("*/__init__.py")]
    rolls = [each.parent for each in (ROOT / "tenants").glob("**/apps.py")]
    return sorted([*inner, *outer, *rolls, *(ROOT / ring for ring in OUTER_RING)])


def own_files(*suffixes: str) -> Iterator[Path]:
    """Yield the files that are, or are about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git is on the PATH of whoever has a checkout
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and (not suffixes or path.suffix in suffixes):
            yield path


def _rooms_on(line: str) -> list[str]:
    return [room.strip().strip("()") for room in line.replace(":", "|").split("|")]
