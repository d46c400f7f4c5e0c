"""How prices are called well, and what has to be there before."""

from datetime import date
from decimal import Decimal
from itertools import count

from guildhall.catalog import operations
from guildhall.catalog.queries import get_proposal, variant_ids
from guildhall.catalog.states import CostBasis, StepKind
from guildhall.catalog.types import (
    NotedCost,
    PriceListDraft,
    PriceSlot,
    Step,
    StrategyDraft,
)
from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.organization.queries import get_channel
from tests.isolation.call import FRESH, Call
from tests.isolation.warehouse import MADE

_next_cost = count(1)
PRICING = "apple-prices"
LONG_AGO = date(2020, 1, 1)


def make_pricing(sku: str, stamp: Stamp) -> dict[str, str]:
    """Make one of each thing that prices are made with; return what they are called."""
    name = f"{sku.lower()}-prices"
    draft = PriceListDraft(title=name, customer_group="club")
    channel = get_channel("web")
    operations.make_price_list(name, channel=channel, currency="USD", draft=draft, stamp=stamp)
    steps = (Step(StepKind.PERCENT, Decimal(40)),)
    strategy = StrategyDraft(title=name, price_list=name, basis=CostBasis.STANDARD, steps=steps)
    operations.keep_strategy(name, draft=strategy, stamp=stamp)
    operations.keep_tax_class(name, title=name, stamp=stamp)
    operations.set_tax_rate(name, region="", rate=Decimal(0), valid_from=LONG_AGO, stamp=stamp)
    _note_cost(sku, stamp)
    proposal = operations.propose_prices(name, stamp=stamp)
    return {
        "price_list": name,
        "strategy": name,
        "tax_class": name,
        "price_proposal": str(proposal.id),
    }


def make_price(_number: str, _stamp: Stamp) -> None:
    """Let apples have a price of their own on our list, from now on: the last one has ended."""
    stamp = system_stamp("test", clock.now())
    operations.change_price(
        "APPLE",
        price=Money(Decimal("2.25"), "USD"),
        channel=get_channel("web"),
        slot=PriceSlot(PRICING),
        stamp=stamp,
    )


def make_proposal(_number: str, stamp: Stamp) -> None:
    """Let somebody propose a price that nobody has written."""
    _note_cost("APPLE", stamp)
    made = operations.propose_prices(PRICING, stamp=stamp)
    assert get_proposal(made.id).lines
    MADE["price_proposal"] = str(made.id)


def _note_cost(sku: str, stamp: Stamp) -> None:
    amount = Money(Decimal(next(_next_cost)) / 100, "USD")
    cost = NotedCost(variant_ids([sku])[sku], CostBasis.STANDARD, amount)
    operations.note_costs([cost], stamp=stamp)


PRICE = "/api/v1/prices/{channel}/{sku}"
PRICE_LIST = "/api/v1/price-lists/{price_list}"
STRATEGY = "/api/v1/price-strategies/{strategy}"
PROPOSAL = "/api/v1/price-proposals/{proposal}"
TAX_CLASS = "/api/v1/tax-classes/{tax_class}"
COSTS_ITSELF = {
    "title": "Ours",
    "price_list": PRICING,
    "basis": "standard",
    "steps": [{"kind": "percent", "value": "40"}],
}
IN_DOLLARS = {"amount": "2.25", "currency": "USD"}
PRICE_CALLS = {
    "GET /api/v1/price-lists": Call({"limit": 200, "channel": "web"}),
    "POST /api/v1/price-lists": Call(
        body={
            "code": FRESH,
            "title": "New",
            "channel": "web",
            "currency": "USD",
            "customer_group": "club",
        }
    ),
    f"GET {PRICE_LIST}": Call(),
    f"PUT {PRICE_LIST}": Call(body={"title": "Ours", "customer_group": "club"}),
    f"GET {PRICE}": Call(),
    f"PUT {PRICE}": Call(body={**IN_DOLLARS, "price_list": PRICING}),
    f"DELETE {PRICE}": Call({"price_list": PRICING}, prepare=make_price),
    "POST /api/v1/prices/bulk-change": Call(
        body={"prices": [{**IN_DOLLARS, "sku": "APPLE", "channel": "web", "price_list": PRICING}]}
    ),
    "POST /api/v1/prices/quotes": Call(
        body={
            "channel": "web",
            "currency": "USD",
            "lines": [{"sku": "APPLE", "quantity": "1"}],
        }
    ),
    "GET /api/v1/price-strategies": Call(),
    f"GET {STRATEGY}": Call(),
    f"PUT {STRATEGY}": Call(body=COSTS_ITSELF),
    f"POST {STRATEGY}/preview": Call(body=COSTS_ITSELF),
    f"POST {STRATEGY}/runs": Call(body={}),
    "GET /api/v1/price-proposals": Call({"limit": 200}),
    f"GET {PROPOSAL}": Call(),
    f"GET {PROPOSAL}/prices": Call(),
    f"POST {PROPOSAL}/application": Call(prepare=make_proposal),
    f"POST {PROPOSAL}/withdrawal": Call(prepare=make_proposal),
    "GET /api/v1/tax-classes": Call(),
    f"PUT {TAX_CLASS}": Call(body={"title": "Ours"}),
    f"PUT {TAX_CLASS}/rates": Call(body={"valid_from": "2026-01-02", "rate": "0.0000"}),
    f"POST {TAX_CLASS}/products": Call(body={"products": ["APPLE"]}),
    "GET /api/v1/exchange-rates": Call(),
    "POST /api/v1/exchange-rates": Call(
        body={
            "source": "bank",
            "rates": [{"base": "EUR", "quote": "USD", "day": "2026-01-02", "rate": "1.1"}],
        }
    ),
    "POST /api/v1/costs": Call(body={"costs": [{**IN_DOLLARS, "sku": "APPLE"}]}),
}
