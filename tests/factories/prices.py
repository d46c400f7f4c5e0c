"""Price lists, strategies and costs for tests."""

from decimal import Decimal
from typing import Any

from guildhall.catalog.operations import keep_strategy, make_price_list, note_costs
from guildhall.catalog.states import CostBasis, StepKind, Toward
from guildhall.catalog.types import NotedCost, PriceListCard, PriceListDraft
from guildhall.catalog.types.strategies import About, Step, StrategyCard, StrategyDraft
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from tests.factories.company import Company


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def make_list(
    code: str = "retail", *, stamp: Stamp, channel: str = "web", currency: str = "USD", **more: Any
) -> PriceListCard:
    draft = PriceListDraft(title=code.title(), **more)
    return make_price_list(
        code, channel=get_channel(channel), currency=currency, draft=draft, stamp=stamp
    )


def note_cost(
    company: Company, sku: str, amount: str, *, stamp: Stamp, currency: str = "USD"
) -> None:
    cost = NotedCost(company.variants[sku], CostBasis.AVERAGE, Money(Decimal(amount), currency))
    note_costs([cost], stamp=stamp)


DOUBLE = (Step(StepKind.PERCENT, Decimal(100)),)
CHARM = (*DOUBLE, Step(StepKind.ENDING, Decimal("0.99"), Decimal(1), Toward.UP))


def make_strategy(
    code: str = "double",
    *,
    stamp: Stamp,
    steps: tuple[Step, ...] = DOUBLE,
    about: About = About(),  # noqa: B008 - frozen
    **more: Any,
) -> StrategyCard:
    draft = StrategyDraft(
        title=code.title(),
        price_list=more.pop("price_list", "retail"),
        basis=CostBasis.AVERAGE,
        steps=steps,
        about=about,
        **more,
    )
    return keep_strategy(code, draft=draft, stamp=stamp)
