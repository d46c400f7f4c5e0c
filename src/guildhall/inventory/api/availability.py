"""Price and availability of up to 50 SKUs in one call."""

from datetime import date
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field

from guildhall.inventory.api.shapes import plain
from guildhall.inventory.queries import AT_MOST, list_availability
from guildhall.inventory.types import Availability
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_
from guildhall.organization.queries import get_channel

router = Router(tags=["stock"])


def _named(text: str) -> str:
    if len(skus_in(text)) > AT_MOST:
        raise ValueError(N_("Ask for at most 50 SKUs at once."))
    return text


Skus = Annotated[
    str,
    Field(min_length=1, max_length=4_100, description="Up to 50 SKUs, with commas between them."),
    AfterValidator(_named),
]


class AvailabilityQuery(Schema):
    channel: str
    skus: Skus


class PriceOut(Schema):
    amount: str
    currency: str

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(amount=str(money.rounded().amount), currency=money.currency)


class AvailabilityOut(Schema):
    """A hint: only reserving decides. `may_wait` can be ordered now for `promised_on`."""

    sku: str
    title: str
    unit: str
    price: PriceOut
    available: str
    may_wait: str
    promised_on: date | None

    @classmethod
    def of(cls, found: Availability) -> Self:
        return cls(
            sku=found.sku,
            title=found.title,
            unit=found.unit,
            price=PriceOut.of(found.price),
            available=plain(found.available),
            may_wait=plain(found.may_wait),
            promised_on=found.promised_on,
        )


class AvailabilityPageOut(Schema):
    """What of the SKUs asked for is sold on the channel; the others are left out."""

    items: list[AvailabilityOut]


@router.get(
    "",
    response=AvailabilityPageOut,
    auth=Needs("stock:view"),
    operation_id="list_availability",
)
def availability(request: HttpRequest, query: Query[AvailabilityQuery]) -> AvailabilityPageOut:
    """Tell price and availability of up to 50 SKUs on a channel."""
    card = get_channel(query.channel)
    stamp = stamp_of(request)
    stamp.by.must("stock:view", scope=card.scopes)
    found = list_availability(skus_in(query.skus), channel=card, day=stamp.at.date())
    return AvailabilityPageOut(items=[AvailabilityOut.of(each) for each in found])


def skus_in(text: str) -> list[str]:
    return [sku for sku in (part.strip() for part in text.split(",")) if sku]
