"""Where goods are sent, how, and for how much."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.checkout.states import RateBasis
from guildhall.orders.types import LineAmounts


@dataclass(frozen=True, slots=True)
class ZoneTerms:
    """A part of the world. Empty fields do not narrow it.

    Countries are ISO 3166, regions `US-CA`; postcodes are beginnings, or ranges `1000-1999`.
    """

    code: str
    name: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingStep:
    """From how much on (an amount of goods, or grams) which price counts."""

    at_least: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class RateTerms:
    """What a way costs into a zone, in one currency. From `free_from` on nothing is asked."""

    zone: str
    currency: str
    steps: tuple[ShippingStep, ...]
    basis: RateBasis = RateBasis.TOTAL
    free_from: Decimal | None = None
    least_days: int | None = None
    most_days: int | None = None


@dataclass(frozen=True, slots=True)
class MethodTerms:
    """A way to send goods. Without channels it is offered on all; no tax class is no tax."""

    code: str
    name: str
    rates: tuple[RateTerms, ...]
    channels: tuple[str, ...] = ()
    tax_class: str = ""
    position: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ShippingOffer:
    """A way to send this cart to this address, and what it costs."""

    code: str
    name: str
    zone: str
    amounts: LineAmounts
    tax_rate: Decimal
    least_days: int | None = None
    most_days: int | None = None
