"""Many clients at once, all let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from django.db import connections


def crowd[T](size: int, act: Callable[[int, Random], T], *, seed: int = 2026) -> list[T]:
    """Run `act(number, random)` in as many threads at once; return what each returned.

    The connections of each thread are closed, also of one that failed: left open, they would
    fail whichever test runs when they are collected.
    """
    start = Barrier(size)

    def run(number: int) -> T:
        random = Random(f"{seed}:{number}")
        start.wait(30)
        try:
            return act(number, random)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(size) as threads:
        return list(threads.map(run, range(size)))
