"""What a twin can be told to do wrong."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class Faults:
    """Switches. The counted ones run down with each call that they hit; the rest stay.

    `only` is a part of a path: calls to other paths are left alone. Of calls, only those that
    change something (not GET) fail or are cut; all of them are delayed.
    """

    # Of calls: so many answers 500 though it was done, so many cut without an answer though it
    # was done, and so many answered 500 without being done.
    fail_after_commit: int = 0
    drop: int = 0
    fail_before: int = 0
    delay_ms: int = 0
    only: str = ""
    # Of notifications: told so many times more, the last one first, by a stranger's signature,
    # and the ones of before told once more after each.
    duplicate: int = 0
    reorder: bool = False
    wrong_signature: bool = False
    replay: bool = False
    # Nothing is told at all until somebody asks for it.
    silent: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def change(self, told: Mapping[str, Any]) -> None:
        """Set switches by name; a name that is none raises."""
        names = {each.name for each in fields(self) if not each.name.startswith("_")}
        unknown = set(told) - names
        if unknown:
            raise ValueError(f"no such faults: {sorted(unknown)}")
        with self._lock:
            for name, value in told.items():
                setattr(self, name, value)

    def clear(self) -> None:
        """Do everything right again."""
        self.change({each: getattr(Faults(), each) for each in self.told()})

    def told(self) -> dict[str, Any]:
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if not each.name.startswith("_")
        }

    def hits(self, path: str) -> bool:
        return self.only in path

    def takes(self, name: str, path: str) -> bool:
        """Return whether a counted switch hits this call, and count it down."""
        if not getattr(self, name) or not self.hits(path):
            return False
        with self._lock:
            left: int = getattr(self, name)
            if left:
                setattr(self, name, left - 1)
            return left > 0
