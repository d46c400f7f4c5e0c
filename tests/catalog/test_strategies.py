"""Prices made from costs as a company says, looked at first, applied as one."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from guildhall.catalog.errors import (
    PriceListNotFound,
    ProposalNotFound,
    StrategyInvalid,
    StrategyNotFound,
)
from guildhall.catalog.models import Category, Product, Variant
from guildhall.catalog.operations import (
    apply_proposal,
    drop_proposal,
    keep_strategy,
    note_exchange_rates,
    propose_prices,
)
from guildhall.catalog.queries import (
    get_proposal,
    get_strategy,
    list_proposals,
    list_proposed,
    list_strategies,
    preview_strategy,
    price_variants,
)
from guildhall.catalog.states import StepKind
from guildhall.catalog.types import NotedRate, PricedVariant
from guildhall.catalog.types.strategies import About, Step
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.prices import CHARM, DOUBLE, make_list, make_strategy, note_cost, usd

COSTS = {"APPLE": "1.20", "BREAD": "0.80", "CHEESE": "3.00"}


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    """Open shop with a list, and with costs of three of five goods."""
    made = make_company()
    make_list(priority=1, stamp=stamp)
    for sku, cost in COSTS.items():
        note_cost(made, sku, cost, stamp=stamp)
    return made


def _price(company: Company, sku: str, *, stamp: Stamp) -> PricedVariant:
    asked = [(sku, Decimal(1))]
    channel = company.site.channel
    return price_variants(asked, channel=channel, currency="USD", at=stamp.at)[sku]


def _prices(company: Company, *, stamp: Stamp) -> dict[str, Decimal]:
    return {sku: _price(company, sku, stamp=stamp).price.amount for sku in company.variants}


def _lines(proposal: UUID) -> dict[str, Decimal]:
    card = get_proposal(proposal)
    return {line.sku: line.after.amount for line in list_proposed(card).items}


def test_a_run_proposes_what_its_steps_make_of_costs(company: Company, stamp: Stamp) -> None:
    """003: prices by the company's own strategy, from cost."""
    make_strategy(steps=CHARM, stamp=stamp)
    before = _prices(company, stamp=stamp)

    proposal = propose_prices("double", stamp=stamp)

    assert _lines(proposal.id) == {
        "APPLE": Decimal("2.9900"),
        "BREAD": Decimal("1.9900"),
        "CHEESE": Decimal("6.9900"),
    }
    assert proposal.faults == {"no_cost": 2}
    assert _prices(company, stamp=stamp) == before


def _later(stamp: Stamp, minutes: int = 1) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(minutes=minutes))


def test_the_first_strategy_that_is_about_a_thing_prices_it(
    company: Company, stamp: Stamp
) -> None:
    make_strategy("apples", about=About(skus=("APPLE",)), steps=CHARM, position=1, stamp=stamp)
    make_strategy("rest", position=2, stamp=stamp)

    apples, rest = (propose_prices(code, stamp=stamp).id for code in ("apples", "rest"))

    assert _lines(apples) == {"APPLE": Decimal("2.9900")}
    assert set(_lines(rest)) == {"BREAD", "CHEESE"}


def test_a_strategy_is_about_categories_below_and_brands(company: Company, stamp: Stamp) -> None:
    food = Category.objects.create(code="food", title="Food", path="/food/")
    fruit = Category.objects.create(code="fruit", title="Fruit", parent=food, path="/food/fruit/")
    Product.objects.filter(code="APPLE").update(place=fruit)
    Product.objects.filter(code="BREAD").update(place=food, brand="Other")
    make_strategy("food", about=About(categories=("food",)), stamp=stamp)
    make_strategy(
        "house", about=About(categories=("food",), brands=("House",)), position=0, stamp=stamp
    )

    everything = propose_prices("food", stamp=stamp)

    assert set(_lines(everything.id)) == {"APPLE", "BREAD"}
    assert _lines(propose_prices("house", stamp=stamp).id) == {}


def test_a_preview_shows_cost_margin_old_and_new_and_keeps_nothing(
    company: Company, stamp: Stamp
) -> None:
    make_strategy(margin_floor=Decimal("0.6"), stamp=stamp)
    draft = get_strategy("double").draft
    facts = len(facts_about(["price_strategy:double"]))

    preview = preview_strategy("double", draft=draft, at=stamp.at)

    apple, bread, *_, eggs = preview.lines
    assert preview.goods == 5
    assert (apple.worked.cost, apple.worked.price, apple.before) == (
        usd("1.20"),
        usd("2.40"),
        None,
    )
    assert (apple.worked.margin, apple.below_floor) == (Decimal("0.5"), Decimal(10))
    assert bread.sku == "BREAD"
    assert (eggs.worked.price, eggs.worked.fault) == (None, "no_cost")
    assert list_proposals().items == ()
    assert len(facts_about(["price_strategy:double"])) == facts


def test_costs_in_another_currency_are_converted_at_a_noted_rate(
    company: Company, stamp: Stamp
) -> None:
    make_list("euro", currency="EUR", stamp=stamp)
    steps = (Step(StepKind.CONVERT, source="ecb", days=3), *DOUBLE)
    make_strategy("euro", price_list="euro", steps=steps, stamp=stamp)
    none_yet = propose_prices("euro", stamp=stamp)
    day = stamp.at.date() - timedelta(days=5)
    rate = NotedRate("USD", "EUR", day, Decimal("0.5"))
    note_exchange_rates([rate], source="ecb", stamp=stamp)
    stale = propose_prices("euro", stamp=stamp)
    newer = NotedRate("USD", "EUR", stamp.at.date(), Decimal("0.9"))
    note_exchange_rates([newer], source="ecb", stamp=stamp)

    proposal = propose_prices("euro", stamp=stamp)

    assert none_yet.faults == {"no_exchange_rate": 3, "no_cost": 2}
    assert stale.faults == {"stale_rate": 3, "no_cost": 2}
    assert _lines(proposal.id)["APPLE"] == Decimal("2.1600")
    (apple, *_) = sorted(list_proposed(proposal).items, key=lambda line: line.sku)
    assert str(apple.cost) == "1.0800 EUR"


def test_a_strategy_is_changed_from_what_was_seen(company: Company, stamp: Stamp) -> None:
    made = make_strategy(stamp=stamp)
    seen = Expected((quoted(made.version),))
    charming = replace(made.draft, steps=CHARM)

    keep_strategy("double", draft=charming, expected=seen, stamp=stamp)
    with pytest.raises(ChangedMeanwhile):
        keep_strategy("double", draft=made.draft, expected=seen, stamp=stamp)
    same = keep_strategy("double", draft=charming, stamp=stamp)

    assert same.number == 2
    assert get_strategy("double").draft.steps == CHARM
    assert len(facts_about(["price_strategy:double"])) == 2


def test_a_strategy_that_cannot_be_is_refused_by_field(company: Company, stamp: Stamp) -> None:
    with pytest.raises(StrategyInvalid) as refused:
        make_strategy(
            "a b",
            steps=(Step(StepKind.MARGIN, Decimal(100)),),
            margin_floor=Decimal(1),
            position=-1,
            stamp=stamp,
        )

    assert set(refused.value.errors) == {"code", "steps.0.value", "margin_floor", "position"}
    with pytest.raises(PriceListNotFound):
        make_strategy(price_list="nope", stamp=stamp)
    with pytest.raises(StrategyNotFound):
        propose_prices("nope", stamp=stamp)
    with pytest.raises(ProposalNotFound):
        apply_proposal(company.variants["APPLE"], stamp=stamp)


def test_a_right_in_another_channel_makes_no_prices_here(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    proposal = propose_prices("double", stamp=stamp)
    elsewhere = Actor("staff", "staff:x", (Grant("prices:edit", "channel:other"),))
    theirs = replace(stamp, by=elsewhere)

    with pytest.raises(NotPermitted):
        make_strategy("mine", stamp=theirs)
    with pytest.raises(NotPermitted):
        propose_prices("double", stamp=theirs)
    with pytest.raises(NotPermitted):
        apply_proposal(proposal.id, stamp=theirs)
    with pytest.raises(NotPermitted):
        drop_proposal(proposal.id, stamp=theirs)
    assert list_strategies(scopes=("channel:other",)) == ()
    assert list_proposals(scopes=("channel:other",)).items == ()


def test_archived_goods_are_not_priced(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    Variant.objects.filter(sku="APPLE").update(archived_at=stamp.at)

    assert set(_lines(propose_prices("double", stamp=stamp).id)) == {"BREAD", "CHEESE"}
