"""Prices for programs: what stands, what an order would pay, changes one by one and many."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from guildhall.approvals.types import PendingOut
from guildhall.catalog import operations, queries
from guildhall.catalog.types import PriceLine, PriceSlot
from guildhall.catalog.types.prices import plain
from guildhall.kernel.bulk import COST, MOST, BulkOut, each_once
from guildhall.kernel.conditions import (
    CONDITIONAL,
    IF_MATCH,
    WHATEVER,
    Expected,
    Moment,
    expected_of,
    quoted,
    sealed,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel

router = Router(tags=["prices"])

Amount = Annotated[Decimal, Field(ge=0, lt=10**10, decimal_places=4)]
Pieces = Annotated[Decimal, Field(ge=0, lt=10**9, decimal_places=3)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Sku = Annotated[str, Field(min_length=1, max_length=64)]


class PlaceQuery(Schema):
    """Where a price stands: on a list, or (empty) on the channel itself."""

    price_list: str = ""
    min_quantity: Pieces = Decimal(0)


class PriceIn(Schema):
    """A price from a quantity on, from a moment on (now, where none is named)."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount
    currency: Currency
    price_list: Annotated[str, Field(max_length=64)] = ""
    min_quantity: Pieces = Decimal(0)
    valid_from: Moment | None = None

    def slot(self) -> PriceSlot:
        return PriceSlot(self.price_list, self.min_quantity, self.valid_from)


class ManyIn(PriceIn):
    """One of many; `version` is that of the price which is to be replaced."""

    sku: Sku
    channel: Annotated[str, Field(max_length=40)]
    version: Annotated[str, Field(max_length=60)] = ""

    @property
    def named(self) -> str:
        """The change, in one word: the same twice is done once."""
        place = f"{self.channel}/{self.price_list or queries.OWN}/{plain(self.min_quantity)}"
        moment = f"@{self.valid_from.isoformat()}" if self.valid_from else ""
        seen = f"?{self.version}" if self.version else ""
        return f"{self.sku} {place} = {plain(self.amount)} {self.currency}{moment}{seen}"


class PricesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    prices: Annotated[list[ManyIn], Field(min_length=1, max_length=MOST)]


class StandingPriceOut(Schema):
    """A price as it stands, and where it is from. `version` is for If-Match."""

    sku: str
    channel: str
    price_list: str
    price: dict[str, str]
    min_quantity: str
    valid_from: datetime | None
    source: str
    reference: str
    cost: dict[str, str] | None
    version: str

    @classmethod
    def of(cls, line: PriceLine) -> Self:
        return cls(
            sku=line.sku,
            channel=line.channel,
            price_list=line.price_list,
            price=money(line.price),
            min_quantity=plain(line.min_quantity),
            valid_from=line.valid_from,
            source=line.source,
            reference=line.reference,
            cost=money(line.cost) if line.cost else None,
            version=line.version,
        )


class StandingPricesOut(Schema):
    prices: list[StandingPriceOut]


class ChangedOut(Schema):
    """A change that is done."""

    sku: str


type Changed = ChangedOut | Status[PendingOut]


class QuoteLineIn(Schema):
    model_config = ConfigDict(extra="forbid")

    sku: Sku
    quantity: Annotated[Decimal, Field(gt=0, le=100_000, decimal_places=3)]


class QuoteIn(Schema):
    model_config = ConfigDict(extra="forbid")

    channel: Annotated[str, Field(max_length=40)]
    currency: Currency
    customer_group: Annotated[str, Field(max_length=40)] = ""
    at: Moment | None = None
    lines: Annotated[list[QuoteLineIn], Field(min_length=1, max_length=200)]


class QuotedOut(Schema):
    """What one piece costs, its tax, and where the price is from."""

    sku: str
    price: dict[str, str]
    tax_rate: str
    includes_tax: bool
    origin: dict[str, str]


class QuoteOut(Schema):
    lines: list[QuotedOut]


def money(amount: Money) -> dict[str, str]:
    """Return money as the API tells it: a price with the decimals that it has."""
    exact = amount if amount != amount.rounded() else amount.rounded()
    text = str(exact.amount) if exact == amount.rounded() else plain(amount.amount)
    return {"amount": text, "currency": amount.currency}


@router.post("/quotes", response=QuoteOut, auth=Needs("prices:view"), operation_id="quote_prices")
def quote_prices(request: HttpRequest, body: QuoteIn) -> QuoteOut:
    """Tell what an order of these lines would pay, and why. Nothing is kept."""
    stamp, channel = stamp_of(request), get_channel(body.channel)
    stamp.by.must("prices:view", scope=channel.scopes)
    found = queries.price_variants(
        [(line.sku, line.quantity) for line in body.lines],
        channel=channel,
        currency=body.currency,
        at=body.at or stamp.at,
        customer_group=body.customer_group,
    )
    return QuoteOut(
        lines=[
            QuotedOut(
                sku=each.sku,
                price=money(each.price),
                tax_rate=plain(each.tax_rate),
                includes_tax=channel.prices_include_tax,
                origin=each.origin.kept(),
            )
            for each in found.values()
        ]
    )


@router.post(
    "/bulk-change",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs("prices:edit", cost=COST),
    operation_id="change_prices",
)
def change_prices(request: HttpRequest, body: PricesIn) -> Status[BulkOut]:
    """Change many prices, each by itself; with a version, only if it is still that one.

    An item that needs somebody else's yes has the status 202.
    """
    stamp = stamp_of(request)
    asked = {each.named: each for each in body.prices}

    def change_one(name: str) -> Changed:
        each = asked[name]
        expected = Expected((quoted(each.version),)) if each.version else WHATEVER
        return _change(each.sku, each, channel=each.channel, stamp=stamp, expected=expected)

    return each_once(request, asked, change_one)


@router.get(
    "/{channel}/{sku}",
    response=StandingPricesOut,
    auth=Needs("prices:view"),
    operation_id="get_prices",
    openapi_extra=CONDITIONAL,
)
def get_prices(request: HttpRequest, channel: str, sku: str) -> HttpResponse:
    """Show every price of a variant on a channel that counts or will."""
    card = get_channel(channel)
    stamp_of(request).by.must("prices:view", scope=card.scopes)
    lines = queries.get_prices(sku, channel=card)
    return sealed(request, StandingPricesOut(prices=[StandingPriceOut.of(line) for line in lines]))


@router.put(
    "/{channel}/{sku}",
    response={200: ChangedOut, 202: PendingOut},
    auth=Needs("prices:edit"),
    operation_id="change_price",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change_price(request: HttpRequest, channel: str, sku: str, *, body: PriceIn) -> Changed:
    """Set what a variant costs; 202 where that needs a yes.

    If-Match names the version of the price that it replaces.
    """
    return _change(
        sku, body, channel=channel, stamp=stamp_of(request), expected=expected_of(request)
    )


@router.delete(
    "/{channel}/{sku}",
    response={200: ChangedOut},
    auth=Needs("prices:edit"),
    operation_id="end_price",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def end_price(
    request: HttpRequest, channel: str, sku: str, *, query: Query[PlaceQuery]
) -> ChangedOut:
    """Take a price off a list or a channel, now."""
    card = get_channel(channel)
    held = queries.get_price_list(query.price_list) if query.price_list else None
    operations.end_price(
        sku,
        channel=card,
        currency=held.currency if held else card.currency,
        slot=PriceSlot(query.price_list, query.min_quantity),
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return ChangedOut(sku=sku)


def _change(
    sku: str, asked: PriceIn, *, channel: str, stamp: Stamp, expected: Expected
) -> Changed:
    waits = operations.change_price(
        sku,
        price=Money(asked.amount, asked.currency),
        channel=get_channel(channel),
        slot=asked.slot(),
        stamp=stamp,
        expected=expected,
    )
    return ChangedOut(sku=sku) if waits is None else Status(202, PendingOut.of(waits))
