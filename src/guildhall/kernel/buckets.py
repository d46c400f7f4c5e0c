"""Token buckets of this process alone, for while Redis is away. Pure but for the clock."""

import threading
import time
from collections import OrderedDict

type Sort = tuple[str, int, int]
"""A bucket's key, what it holds, and the seconds in which it fills."""


class LocalBuckets:
    """A bounded number of buckets; the one that was used least recently is forgotten first."""

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, sorts: list[Sort], *, cost: int) -> tuple[bool, list[float]]:
        """Take from all or from none; return whether, and what is left in each."""
        instant = time.monotonic()
        with self._lock:
            left = [self._left(sort, instant) for sort in sorts]
            needed = [min(cost, rate) for _, rate, _ in sorts]
            passes = all(have >= need for have, need in zip(left, needed, strict=True))
            if passes:
                left = [have - need for have, need in zip(left, needed, strict=True)]
            for (key, _, _), tokens in zip(sorts, left, strict=True):
                self._keep(key, tokens, instant)
        return passes, left

    def charge(self, sort: Sort, *, cost: int) -> None:
        """Take `cost`; what is not there is owed."""
        instant = time.monotonic()
        with self._lock:
            left = self._left(sort, instant) - min(cost, sort[1])
            self._keep(sort[0], max(float(-sort[1]), left), instant)

    def _left(self, sort: Sort, instant: float) -> float:
        key, rate, window = sort
        tokens, at = self._kept.get(key, (float(rate), instant))
        return min(float(rate), tokens + (instant - at) * rate / window)

    def _keep(self, key: str, tokens: float, instant: float) -> None:
        self._kept[key] = (tokens, instant)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
