"""The state file: which server or program listens where, for the next start and for people."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    port: int
    pid: int | None = None


def recall(data_dir: Path, name: str) -> Entry | None:
    """Return what was last written about `name`; it need not hold any more."""
    return _read(data_dir).get(name)


def remember(data_dir: Path, name: str, entry: Entry) -> None:
    with _alone(data_dir):
        entries = _read(data_dir) | {name: entry}
        fresh = data_dir / "state.json.new"
        fresh.write_text(json.dumps(entries, default=asdict, indent=2) + "\n")
        fresh.replace(data_dir / "state.json")


def _read(data_dir: Path) -> dict[str, Entry]:
    path = data_dir / "state.json"
    if not path.exists():
        return {}
    return {name: Entry(**found) for name, found in json.loads(path.read_text()).items()}


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    with (data_dir / "state.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
