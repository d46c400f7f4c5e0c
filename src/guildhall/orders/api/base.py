"""What an order comes to in the house's currency, as programs read it."""

from datetime import date
from typing import Self

from ninja import Schema

from guildhall.orders.types import BaseWorth


class BaseOut(Schema):
    """At the rate of the day it was placed, by `source`; `stale` was too old on that day."""

    currency: str
    total: str | None
    rate: str | None
    day: date | None
    source: str
    stale: bool

    @classmethod
    def of(cls, base: BaseWorth) -> Self:
        return cls(
            currency=base.currency,
            total=None if base.total is None else str(base.total.amount),
            rate=None if base.rate is None else f"{base.rate.normalize():f}",
            day=base.day,
            source=base.source,
            stale=base.is_stale,
        )
