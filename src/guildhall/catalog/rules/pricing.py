"""Which of many prices counts, and what a price leaves after its cost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from guildhall.catalog.states import Toward

EVER = datetime.min.replace(tzinfo=UTC)
_MODES = {Toward.NEAREST: ROUND_HALF_UP, Toward.UP: ROUND_CEILING, Toward.DOWN: ROUND_FLOOR}


@dataclass(frozen=True, slots=True)
class ListWindow:
    """For whom, when and how far before others a list counts."""

    code: str
    priority: int = 0
    customer_group: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True

    def counts(self, *, at: datetime, customer_group: str) -> bool:
        begun = self.starts_at is None or self.starts_at <= at
        over = self.ends_at is not None and self.ends_at <= at
        for_them = self.customer_group in {"", customer_group}
        return self.is_active and begun and not over and for_them


@dataclass(frozen=True, slots=True)
class Candidate:
    """One price of a variant; without a list it is the channel's own."""

    amount: Decimal
    on: ListWindow | None = None
    min_quantity: Decimal = Decimal(0)
    valid_from: datetime | None = None
    valid_to: datetime | None = None


def price_in_force(
    prices: Iterable[Candidate], *, quantity: Decimal, at: datetime, customer_group: str = ""
) -> Candidate | None:
    """Return the price that counts. `queries.prices` asks the database for the same."""
    counting = [
        price
        for price in prices
        if price.min_quantity <= quantity
        and (price.valid_from is None or price.valid_from <= at)
        and (price.valid_to is None or price.valid_to > at)
        and (price.on is None or price.on.counts(at=at, customer_group=customer_group))
    ]
    return min(counting, key=_order, default=None)


def _order(price: Candidate) -> tuple[object, ...]:
    """Return what sorts the price first that counts: see `queries.prices` for why."""
    held = price.on
    newest = -((price.valid_from or EVER) - EVER)
    if held is None:
        return (1, 0, True, "", -price.min_quantity, newest)
    group = not held.customer_group
    return (0, -held.priority, group, held.code, -price.min_quantity, newest)


def rounded_to(amount: Decimal, step: Decimal, toward: Toward) -> Decimal:
    """Return the multiple of a step that lies nearest, or next to it on one side."""
    return (amount / step).to_integral_value(_MODES[toward]) * step


def ending_in(amount: Decimal, ending: Decimal, *, every: Decimal, toward: Toward) -> Decimal:
    """Return the price that ends so: 12.30 by 0.99 every 1 is 11.99, 12.99, or 11.99 as nearest.

    Never less than the ending itself.
    """
    return max(rounded_to(amount - ending, every, toward), Decimal(0)) + ending


def margin_of(price: Decimal, cost: Decimal, *, tax_rate: Decimal) -> Decimal | None:
    """Return what part of a price is left after its cost; a price that holds tax, without it."""
    net = price / (1 + tax_rate)
    return (net - cost) / net if net else None
