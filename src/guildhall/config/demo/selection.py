"""Which stores and which days: the busiest, chosen the same way every time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from guildhall.config.demo.types import Window

# The recorded times are UTC, and the stores lie far west of it: from 07:00 to 09:00 UTC fewer
# baskets are sold than at any other time, so a day that begins at 08:00 cuts no evening in two.
DAY_BEGINS = time(8, 0, tzinfo=UTC)


def trading_day(at: datetime) -> date:
    return (at - timedelta(hours=DAY_BEGINS.hour)).date()


def deal_out(ranked: Sequence[int], *, hands: int) -> tuple[tuple[int, ...], ...]:
    """Deal stores, busiest first, back and forth, so that no hand gets all the best ones."""
    dealt: list[list[int]] = [[] for _ in range(hands)]
    for turn, store in enumerate(ranked):
        lap, place = divmod(turn, hands)
        dealt[place if lap % 2 == 0 else hands - 1 - place].append(store)
    return tuple(tuple(hand) for hand in dealt)


def busiest(visits: Iterable[int], *, count: int) -> list[int]:
    """Return the stores with the most baskets, the smaller number first where two are equal."""
    tally = Counter(visits)
    return sorted(tally, key=lambda store: (-tally[store], store))[:count]


def best_window(days: Iterable[date], *, length: int) -> Window:
    """Return the run of days in which most baskets were sold, the earliest of equals."""
    tally = Counter(days)
    first = min(tally)
    span = (max(tally) - first).days + 1
    calendar = [first + timedelta(days=n) for n in range(span)]
    sums = [0, *accumulate(tally[day] for day in calendar)]
    starts = range(max(span - length, 0) + 1)
    start = max(starts, key=lambda n: (sums[min(n + length, span)] - sums[n], -n))
    opens = datetime.combine(calendar[start], DAY_BEGINS)
    return Window(opens=opens, closes=opens + timedelta(days=length))
