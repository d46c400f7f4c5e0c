"""What an order's currency is worth in the house's, as it is frozen when the order is placed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guildhall.catalog.queries import worth_of
from guildhall.inventory.queries import house_currency
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.organization.queries import EPOCH

OWN = "own"


@dataclass(frozen=True, slots=True)
class BaseRate:
    """What one of a currency is worth in the house's: who says so, and of which day it is."""

    currency: str
    rate: Decimal | None
    day: date | None
    source: str


_rates: ScopedCache[tuple[str, date], BaseRate] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=5_000
)


def base_rate(currency: str, *, on: date) -> BaseRate:
    """Return the rate into the house's currency on a day, cached; without one where none is known.

    A rate is as old as `day` says. No sale fails for an old one: the order tells that it is.
    """
    return _rates.get((currency, on), lambda: _asked(currency, on))


def _asked(currency: str, on: date) -> BaseRate:
    base = house_currency(currency)
    if base == currency:
        return BaseRate(base, Decimal(1), on, OWN)
    worth = worth_of(currency, into=base, on=on)
    if worth is None:
        return BaseRate(base, None, None, "")
    return BaseRate(base, worth.rate, worth.day, worth.source)
