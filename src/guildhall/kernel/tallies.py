"""How often something happened since it was last written down, scope by scope."""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.tenancy import require


@dataclass(slots=True)
class _Count:
    written: float
    since: int


class ScopedTally[K: Hashable]:
    """Counts that are due to be written at most once in so many seconds.

    What was counted since the last time and is not due again when a process ends is lost:
    these are observations, not a ledger.
    """

    def __init__(self, *, every: float, size: int = 50_000) -> None:
        self._every = every
        self._size = size
        self._lock = threading.Lock()
        self._counts: dict[tuple[UUID, K], _Count] = {}

    def add(self, key: K) -> int:
        """Count one more; return how many are to be written now, 0 where it is too early."""
        instant = time.monotonic()
        whole = (require().tenant_id, key)
        with self._lock:
            count = self._counts.get(whole)
            if count is None:
                if len(self._counts) >= self._size:
                    self._counts.clear()
                self._counts[whole] = _Count(instant, 0)
                return 1
            count.since += 1
            if instant - count.written < self._every:
                return 0
            due, count.since, count.written = count.since, 0, instant
            return due
