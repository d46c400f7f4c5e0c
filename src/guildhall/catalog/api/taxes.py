"""Tax classes, exchange rates and costs for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guildhall.catalog import operations, queries
from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.states import CostBasis
from guildhall.catalog.types import ExchangeRateCard, NotedCost, NotedRate, TaxClassCard
from guildhall.catalog.types.prices import plain
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money

taxes = Router(tags=["prices"])
exchange = Router(tags=["prices"])
costs = Router(tags=["prices"])

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class TaxRateOut(Schema):
    region: str
    rate: str
    valid_from: date


class TaxClassOut(Schema):
    """How goods are taxed; a rate without a region holds wherever no other does."""

    code: str
    title: str
    rates: list[TaxRateOut]

    @classmethod
    def of(cls, card: TaxClassCard) -> Self:
        rates = [
            TaxRateOut(region=each.region, rate=plain(each.rate), valid_from=each.valid_from)
            for each in card.rates
        ]
        return cls(code=card.code, title=card.title, rates=rates)


class TaxClassesOut(Schema):
    items: list[TaxClassOut]


class TaxClassIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=120)]


class TaxRateIn(Schema):
    """A rate from a day on, as a part of one; null takes that day's rate back."""

    model_config = ConfigDict(extra="forbid")

    region: Annotated[str, Field(max_length=12)] = ""
    valid_from: date
    rate: Annotated[Decimal, Field(ge=0, lt=1, decimal_places=4)] | None


class TaxedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    products: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=1_000),
    ]


class CountOut(Schema):
    """How many differ now from what they were."""

    changed: int


class RateIn(Schema):
    model_config = ConfigDict(extra="forbid")

    base: Currency
    quote: Currency
    day: date
    rate: Annotated[Decimal, Field(gt=0, lt=10**10, decimal_places=10)]


class RatesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(min_length=1, max_length=40)]
    rates: Annotated[list[RateIn], Field(min_length=1, max_length=1_000)]


class RateOut(Schema):
    base: str
    quote: str
    day: date
    rate: str
    source: str
    noted_at: datetime

    @classmethod
    def of(cls, card: ExchangeRateCard) -> Self:
        return cls(
            base=card.base,
            quote=card.quote,
            day=card.day,
            rate=plain(card.rate),
            source=card.source,
            noted_at=card.noted_at,
        )


class RatePage(Schema):
    items: list[RateOut]
    next_cursor: str | None


class RateQuery(Schema):
    base: str = ""
    quote: str = ""
    source: str = ""
    cursor: str | None = None
    limit: int = 50


class CostIn(Schema):
    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(min_length=1, max_length=64)]
    basis: CostBasis = CostBasis.STANDARD
    amount: Annotated[Decimal, Field(ge=0, lt=10**10, decimal_places=4)]
    currency: Currency


class CostsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    costs: Annotated[list[CostIn], Field(min_length=1, max_length=1_000)]


@taxes.get("", response=TaxClassesOut, auth=Needs("prices:view"), operation_id="list_tax_classes")
def list_tax_classes(request: HttpRequest) -> TaxClassesOut:
    """List tax classes with their rates by region and day."""
    stamp_of(request).by.reach("prices:view")
    return TaxClassesOut(items=[TaxClassOut.of(card) for card in queries.list_tax_classes()])


@taxes.put(
    "/{tax_class}",
    response={200: TaxClassOut},
    auth=Needs("prices:edit"),
    operation_id="keep_tax_class",
)
@idempotent(status=200)
def keep_tax_class(request: HttpRequest, tax_class: str, body: TaxClassIn) -> TaxClassOut:
    """Keep a tax class under a code."""
    operations.keep_tax_class(tax_class, title=body.title, stamp=stamp_of(request))
    return TaxClassOut.of(queries.get_tax_class(tax_class))


@taxes.put(
    "/{tax_class}/rates",
    response={200: TaxClassOut},
    auth=Needs("prices:edit"),
    operation_id="set_tax_rate",
)
@idempotent(status=200)
def set_tax_rate(request: HttpRequest, tax_class: str, body: TaxRateIn) -> TaxClassOut:
    """Say at which rate a class is taxed in a region from a day on."""
    operations.set_tax_rate(
        tax_class,
        region=body.region,
        rate=body.rate,
        valid_from=body.valid_from,
        stamp=stamp_of(request),
    )
    return TaxClassOut.of(queries.get_tax_class(tax_class))


@taxes.post(
    "/{tax_class}/products",
    response={200: CountOut},
    auth=Needs("prices:edit"),
    operation_id="tax_products",
)
@idempotent(status=200)
def tax_products(request: HttpRequest, tax_class: str, body: TaxedIn) -> CountOut:
    """Put products into a tax class."""
    moved = operations.tax_products(body.products, tax_class=tax_class, stamp=stamp_of(request))
    return CountOut(changed=moved)


@exchange.get("", response=RatePage, auth=Needs("prices:view"), operation_id="list_exchange_rates")
def list_exchange_rates(request: HttpRequest, query: Query[RateQuery]) -> RatePage:
    """List exchange rates by source, the newest day first."""
    stamp_of(request).by.reach("prices:view")
    page = queries.list_exchange_rates(
        base=query.base,
        quote=query.quote,
        source=query.source,
        cursor=query.cursor,
        limit=query.limit,
    )
    items = [RateOut.of(card) for card in page.items]
    return RatePage(items=items, next_cursor=page.next_cursor)


@exchange.post(
    "", response={200: CountOut}, auth=Needs("prices:edit"), operation_id="note_exchange_rates"
)
@idempotent(status=200)
def note_exchange_rates(request: HttpRequest, body: RatesIn) -> CountOut:
    """Keep what currencies were worth, as one source says. The same again changes nothing."""
    rates = [NotedRate(each.base, each.quote, each.day, each.rate) for each in body.rates]
    news = operations.note_exchange_rates(rates, source=body.source, stamp=stamp_of(request))
    return CountOut(changed=news)


@costs.post("", response={200: CountOut}, auth=Needs("prices:edit"), operation_id="note_costs")
@idempotent(status=200)
def note_costs(request: HttpRequest, body: CostsIn) -> CountOut:
    """Keep what variants cost the company. No price follows before a strategy is run."""
    known = queries.variant_ids(each.sku for each in body.costs)
    if unknown := next((each.sku for each in body.costs if each.sku not in known), ""):
        raise ProductNotFound(sku=unknown)
    noted = [
        NotedCost(known[each.sku], each.basis, Money(each.amount, each.currency))
        for each in body.costs
    ]
    return CountOut(changed=operations.note_costs(noted, stamp=stamp_of(request)))
