"""Many clients at once, all let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier


def crowd[T](size: int, act: Callable[[int, Random], T], *, seed: int = 2026) -> list[T]:
    """Run `act(number, random)` in as many threads at once; return what each returned."""
    start = Barrier(size)

    def run(number: int) -> T:
        random = Random(f"{seed}:{number}")
        start.wait(30)
        return act(number, random)

    with ThreadPoolExecutor(size) as threads:
        return list(threads.map(run, range(size)))
