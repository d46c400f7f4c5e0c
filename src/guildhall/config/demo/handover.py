"""What loading hands over to the replay: the size of the journey, and keys that are shown once."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


class NothingLoaded(Exception):
    """There is no demo in this data folder yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not exist. Run load_journey with this data folder first.")


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one company's two API keys."""

    storefront: str
    back_office: str


@dataclass(frozen=True, slots=True)
class Handover:
    """`is_complete` says that everything was loaded, not only the keys."""

    stores: int
    days: int
    is_complete: bool = False
    keys: dict[str, Keys] = field(default_factory=dict)


def demo_folder(data_dir: Path) -> Path:
    return data_dir / "demo"


def read_handover(folder: Path) -> Handover:
    path = _path(folder)
    if not path.exists():
        raise NothingLoaded(path)
    told = json.loads(path.read_text(encoding="utf-8"))
    keys = {slug: Keys(**secrets) for slug, secrets in told["keys"].items()}
    return Handover(
        stores=told["stores"], days=told["days"], is_complete=told["is_complete"], keys=keys
    )


def write_handover(folder: Path, handover: Handover) -> None:
    """Write the file in one step; a crash leaves the old one, and nobody else may ever read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _path(folder)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(handover), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _path(folder: Path) -> Path:
    return folder / "handover.json"
