"""A day at the shops, again: baskets in order of time, then the stores hand them over."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from guildhall.config.demo.shopping import Shop
from guildhall.config.demo.types import Basket, Chain, Window

_LAST_HOUR = timedelta(hours=1)
# Where the last hour was quiet, the clerk still finds something on the desk.
_LEAST_UNSHIPPED = 5
# So many baskets may wait at the doors per client; more would only fill the memory.
_WAITING_PER_CLIENT = 4

type Visit = tuple[Shop, Basket]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the recorded time runs: so many times faster, or as fast as it goes."""

    factor: float | None = None

    def wait_for(self, passed: timedelta, *, since: float) -> None:
        """Sleep until the recorded time that has passed has passed here, too."""
        if self.factor is not None:
            ahead = since + passed.total_seconds() / self.factor - time.monotonic()
            time.sleep(max(ahead, 0.0))


def visits_of(
    shops: Sequence[Shop], chains: Sequence[Chain], *, window: Window, days: int
) -> list[Visit]:
    """Return the baskets of all companies in order of time, from the first days of the window."""
    end = window.opens + timedelta(days=days)
    together = (
        (shop, basket)
        for shop, chain in zip(shops, chains, strict=True)
        for basket in chain.baskets
        if basket.at < end
    )
    return sorted(together, key=lambda visit: (visit[1].at, visit[1].number))


def to_hand_over(visits: Sequence[Visit]) -> list[Visit]:
    """Return whose orders are shipped: all but those of each company's last hour."""
    by_shop: dict[str, list[Visit]] = {}
    for visit in visits:
        by_shop.setdefault(visit[0].company.slug, []).append(visit)
    return [visit for own in by_shop.values() for visit in own[: -unshipped_count(own)]]


def unshipped_count(visits: Sequence[Visit]) -> int:
    """Return how many of a company's visits are left for the clerk."""
    last = visits[-1][1].at
    recent = sum(1 for _, basket in visits if basket.at > last - _LAST_HOUR)
    return max(recent, _LEAST_UNSHIPPED)


def in_parallel(
    work: Iterable[Callable[[], None]], *, clients: int, tell: Callable[[int], None]
) -> None:
    """Do the work with so many threads, in order, stopping at the first error."""
    with ThreadPoolExecutor(max_workers=clients) as pool:
        waiting: set[Future[None]] = set()
        try:
            for task in work:
                waiting.add(pool.submit(task))
                if len(waiting) >= clients * _WAITING_PER_CLIENT:
                    waiting = _collect(waiting, tell)
            while waiting:
                waiting = _collect(waiting, tell)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def paced(visits: Iterable[Visit], pace: Pace) -> Iterator[Visit]:
    """Yield each visit when its time has come."""
    since = time.monotonic()
    first = None
    for visit in visits:
        first = first or visit[1].at
        pace.wait_for(visit[1].at - first, since=since)
        yield visit


def _collect(waiting: set[Future[None]], tell: Callable[[int], None]) -> set[Future[None]]:
    done, rest = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    tell(len(done))
    return rest
