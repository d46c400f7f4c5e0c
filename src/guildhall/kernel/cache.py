"""Cache keys, prefixed by the scope in one place; and a small cache with an epoch."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.conf import settings

from guildhall.kernel.tenancy import require


def scoped_key(key: str, key_prefix: str, version: int) -> str:
    """Return the full cache key; Django's KEY_FUNCTION. Raises NoTenant outside a scope."""
    return f"{require().prefix}:{key_prefix}:{version}:{key}"


_alive: "WeakSet[EpochCache[Any, Any]]" = WeakSet()


def forget_everything() -> None:
    """Empty every epoch cache of this process."""
    for each in list(_alive):
        each.forget()


class EpochCache[K: Hashable, V]:
    """A bounded in-process cache that forgets everything when its epoch moves on.

    `read_epoch` is asked at most once per EPOCH_CHECK_SECONDS (a setting, at most 1): that
    is how long another process may go on with what has just changed.
    """

    def __init__(
        self,
        *,
        read_epoch: Callable[[], str],
        size: int,
        seconds: float = 30.0,
    ) -> None:
        self._read_epoch = read_epoch
        self._size = size
        self._seconds = seconds
        self._lock = threading.Lock()
        self._entries: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._epoch: str | None = None
        self._checked = 0.0
        _alive.add(self)

    def get(self, key: K, load: Callable[[], V]) -> V:
        """Return the cached value, or load it and keep it."""
        instant = time.monotonic()
        self._follow_epoch(instant)
        found = self._entries.get(key)
        if found is not None and found[0] > instant:
            return found[1]
        epoch = self._epoch
        value = load()
        with self._lock:
            if epoch == self._epoch:
                self._entries[key] = (instant + self._seconds, value)
                self._entries.move_to_end(key)
                while len(self._entries) > self._size:
                    self._entries.popitem(last=False)
        return value

    def holds(self, key: K) -> bool:
        """Return whether a fresh value is cached."""
        instant = time.monotonic()
        self._follow_epoch(instant)
        found = self._entries.get(key)
        return found is not None and found[0] > instant

    def forget(self) -> None:
        with self._lock:
            self._entries.clear()
            self._checked = 0.0

    def _follow_epoch(self, instant: float) -> None:
        if instant - self._checked < settings.EPOCH_CHECK_SECONDS:
            return
        self._checked = instant
        epoch = self._read_epoch()
        if epoch != self._epoch:
            with self._lock:
                self._entries.clear()
                self._epoch = epoch


class ScopedCache[K: Hashable, V]:
    """An epoch cache whose keys belong to the scope in force, so that rooms stay tenant-blind."""

    def __init__(self, *, read_epoch: Callable[[], str], size: int, seconds: float = 30.0) -> None:
        self._entries: EpochCache[tuple[UUID, K], V] = EpochCache(
            read_epoch=read_epoch, size=size, seconds=seconds
        )

    def get(self, key: K, load: Callable[[], V]) -> V:
        """Return the cached value of this scope, or load it and keep it."""
        return self._entries.get((require().tenant_id, key), load)


def scope_id() -> UUID:
    """Return whose scope is in force: for tokens, which leave the house and come back."""
    return require().tenant_id
