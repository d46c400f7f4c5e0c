"""Typed Python clients from the OpenAPI documents: `python -m guildhall.config.local.clients`.

One package for each audience, `guildhall_storefront` and so on, in `build/clients`. They are
made at build time and not committed: the documents are.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
DOCUMENTS = ROOT / "docs" / "api"
CLIENTS = ROOT / "build" / "clients"
TOOLS = Path(sys.executable).parent
# The generator knows bytes by one name alone.
AS_BYTES = {"content_type_overrides": {"application/pdf": "application/octet-stream"}}


class ClientNotBuilt(Exception):
    """The generator warned or failed; the text is its own."""


def build_clients(folder: Path = CLIENTS) -> tuple[str, ...]:
    """Write a client for each document and return the names of the packages."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_build(document, folder) for document in sorted(DOCUMENTS.glob("*.json")))


def _build(document: Path, folder: Path) -> str:
    name = f"guildhall_{document.stem}"
    config = folder / "generator.json"
    config.write_text(json.dumps(AS_BYTES))
    argv = (str(TOOLS / "openapi-python-client"), "generate", "--path", str(document))
    options: tuple[str, ...] = ("--output-path", str(folder / name), "--meta", "none")
    options += ("--overwrite", "--config", str(config))
    # It formats what it wrote with ruff, which lies beside it.
    path = f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"
    finished = subprocess.run(  # noqa: S603 - the generator, with paths of ours
        (*argv, *options, "--fail-on-warning"),
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if finished.returncode:
        raise ClientNotBuilt(f"{document.name}: {finished.stdout}{finished.stderr}")
    return name


if __name__ == "__main__":
    sys.stdout.write("\n".join(build_clients()) + f"\nin {CLIENTS}\n")
