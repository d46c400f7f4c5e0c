"""Taxes and exchange rates as others may see them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaxRateCard:
    """The rate of a class from a day on; without a region it holds wherever no other does."""

    region: str
    rate: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class TaxClassCard:
    """How goods are taxed, by region and day. `products` counts to 10,001."""

    code: str
    title: str
    rates: tuple[TaxRateCard, ...]
    products: int

    def rate_in(self, region: str, *, on: date) -> TaxRateCard | None:
        """Return the rate that holds in a region on a day, its own before that of everywhere."""
        held = [
            each for each in self.rates if each.region in {"", region} and each.valid_from <= on
        ]
        return max(held, key=lambda each: (each.region, each.valid_from), default=None)


@dataclass(frozen=True, slots=True)
class NotedRate:
    """How much of `quote` one unit of `base` was worth on a day."""

    base: str
    quote: str
    day: date
    rate: Decimal


FRESH_DAYS = 7
"""For how many days a rate says what a currency is worth: markets are closed for four at most."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What one of a currency is worth in another: who says so, and of which day it is.

    `rate` has as many decimals as rates are kept with, however it was found: as it was noted,
    or after so many `turns` (read the other way, or through a third currency).
    """

    currency: str
    into: str
    rate: Decimal
    day: date
    source: str
    turns: int = 0

    def is_stale(self, on: date) -> bool:
        """Return whether it is too old to say what something is worth on a day."""
        return is_stale(self.day, on=on)


def is_stale(day: date, *, on: date) -> bool:
    """Return whether a rate of a day is too old on another."""
    return (on - day).days > FRESH_DAYS


@dataclass(frozen=True, slots=True)
class ExchangeRateCard:
    """A rate with who says so, and when it was noted here."""

    base: str
    quote: str
    day: date
    rate: Decimal
    source: str
    noted_at: datetime

    def age(self, on: date) -> int:
        """Return how many days old it is."""
        return (on - self.day).days
