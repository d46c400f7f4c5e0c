"""Stock on hand, which the data set does not tell: enough for the window, short by intent."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from guildhall.config.demo.types import Basket, Receipt, Window

SCARCE = 20
_MARGIN_PERCENT = 25
_LEAST_MARGIN = 2

type Demand = Counter[tuple[str, str]]


def demand(baskets: Sequence[Basket]) -> Demand:
    """Return how many of each SKU each store sold."""
    tally: Demand = Counter()
    for basket in baskets:
        for line in basket.lines:
            tally[basket.store, line.sku] += line.quantity
    return tally


def scarce_skus(first_day: Demand, *, count: int = SCARCE) -> tuple[str, ...]:
    """Return what shoppers will fight for: the SKUs that the first day asks for most."""
    tally: Counter[str] = Counter()
    for (_, sku), quantity in first_day.items():
        tally[sku] += quantity
    return tuple(sorted(tally, key=lambda sku: (-tally[sku], sku))[:count])


def first_receipts(
    baskets: Sequence[Basket], *, window: Window, scarce: Sequence[str]
) -> tuple[Receipt, ...]:
    """Return what to put on the shelves of each store before the first shopper comes.

    Most goods last for the whole window and a margin. A scarce one gets half of what its first day
    asks for, so that a replay of one day is enough to run out of it.
    """
    asked_first = demand(first_day_of(baskets, window=window))
    received = {
        (store, sku): asked_first[store, sku] // 2 if sku in scarce else _with_margin(wanted)
        for (store, sku), wanted in demand(baskets).items()
    }
    return tuple(
        Receipt(store=store, sku=sku, quantity=quantity)
        for (store, sku), quantity in sorted(received.items())
        if quantity
    )


def first_day_of(baskets: Sequence[Basket], *, window: Window) -> list[Basket]:
    return [basket for basket in baskets if basket.at < window.opens + timedelta(days=1)]


def _with_margin(wanted: int) -> int:
    return wanted + max(_LEAST_MARGIN, -(-wanted * _MARGIN_PERCENT // 100))
