"""What an order's currency is worth in the house's, as it is frozen when the order is placed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guildhall.catalog.queries import find_exchange_rate
from guildhall.inventory.queries import house_currency
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.organization.queries import EPOCH

OWN = "own"
DECIMALS = Decimal(1).scaleb(-10)


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

    A rate is as old as `day` says: whether that is too old is for who reads it.
    """
    return _rates.get((currency, on), lambda: _asked(currency, on))


def _asked(currency: str, on: date) -> BaseRate:
    base = house_currency(currency)
    if base == currency:
        return BaseRate(base, Decimal(1), on, OWN)
    straight = find_exchange_rate(currency, base, on=on)
    if straight is not None:
        return BaseRate(base, straight.rate, straight.day, straight.source)
    back = find_exchange_rate(base, currency, on=on)
    if back is not None:
        rate = (1 / back.rate).quantize(DECIMALS)
        return BaseRate(base, rate, back.day, back.source)
    return BaseRate(base, None, None, "")
