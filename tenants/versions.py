"""Which version a tenant schema is at, and which versions this release can serve.

`schema/HISTORY` has one line for each version and only ever grows. `schema/OLDEST` names the
oldest version that the code still serves. How far ahead of the code a schema may be, its own
line says: the floor is the oldest code that works on it. See docs/decisions/0011.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


class HistoryBroken(RuntimeError):
    """The committed history contradicts itself: a mistake of a merge, to be mended by hand."""


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the history.

    `newest` has the newest migration of each app. Code older than `floor` cannot work on it.
    """

    number: int
    digest: str
    floor: int
    newest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([str(self.number), self.digest, f"floor={self.floor}", *self.newest])


def history() -> tuple[Version, ...]:
    """Return every version, the first one first. Raises HistoryBroken."""
    return _history(settings.SCHEMA_FOLDER)


def newest() -> Version:
    """Return the version that this release brings schemas to."""
    return history()[-1]


def oldest() -> int:
    """Return the oldest version that this release serves."""
    return _oldest(settings.SCHEMA_FOLDER)


def append(digest: str, *, migrations: tuple[str, ...], contract: bool) -> Version:
    """Write one more line, and let this release serve nothing older.

    A contract takes away what the code before the last may still use, hence its floor.
    Whoever has made sure that the code also works on older schemas lowers OLDEST by hand.
    """
    folder: Path = settings.SCHEMA_FOLDER
    former = _read(folder)
    number = len(former) + 1
    floor = number - 1 if contract else former[-1].floor
    added = Version(number, digest, floor, migrations)
    with (folder / "HISTORY").open("a", encoding="utf-8") as file:
        file.write(f"{added}\n")
    (folder / "OLDEST").write_text(f"{number}\n", encoding="utf-8")
    _history.cache_clear()
    _oldest.cache_clear()
    return added


@cache
def _history(folder: Path) -> tuple[Version, ...]:
    return _read(folder)


@cache
def _oldest(folder: Path) -> int:
    number = int((folder / "OLDEST").read_text(encoding="utf-8"))
    if not 1 <= number <= len(_read(folder)):
        raise HistoryBroken(f"OLDEST names version {number}, which the history does not have")
    return number


def _read(folder: Path) -> tuple[Version, ...]:
    lines = (folder / "HISTORY").read_text(encoding="utf-8").splitlines()
    found = tuple(_version(line) for line in lines)
    if [each.number for each in found] != list(range(1, len(found) + 1)) or not found:
        raise HistoryBroken("each line of HISTORY is numbered one higher than the line before")
    if len({each.digest for each in found}) < len(found):
        raise HistoryBroken("two lines of HISTORY have the same migrations")
    return found


def _version(line: str) -> Version:
    number, digest, floor, *migrations = line.split()
    return Version(int(number), digest, int(floor.removeprefix("floor=")), tuple(migrations))
