"""A plan's limits: exact for things, from what was noted for meters, free where there are none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import count_products
from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.limits import (
    FeatureNotInPlan,
    PlanLimitReached,
    count_things,
    must_have_feature,
    must_have_left,
    must_have_room,
)
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Allowance, Noted, Scope, enter
from guildhall.orders.operations import place_order
from guildhall.organization import operations as organization
from guildhall.organization.queries import count_stores, get_channel
from tests.factories.company import make_cart, make_company, make_product
from tests.factories.plans import on_plan
from tests.harness.crowds import crowd


def limited(scope: Scope, **limits: int) -> Scope:
    return replace(scope, allowance=Allowance("tight", limits))


@pytest.fixture
def channel(alpha: Scope, stamp: Stamp) -> None:
    organization.open_channel(
        "web", name="Web", brand=("house", "House"), currency="USD", stamp=stamp
    )


def _take(*skus: str, stamp: Stamp) -> None:
    products = [make_product(sku) for sku in skus]
    catalog.take_products(products, channel=get_channel("web"), stamp=stamp)


def _hire(name: str, stamp: Stamp) -> None:
    identity.add_staff(
        f"{name}@example.com", name=name, password="long enough", role=Role.READ_ONLY, stamp=stamp
    )


ADDERS: dict[str, Callable[[str, Stamp], object]] = {
    "products": lambda name, stamp: _take(name, stamp=stamp),
    "stores": lambda name, stamp: organization.open_store(name, name=name, city="", stamp=stamp),
    "staff": _hire,
    "api_keys": lambda name, stamp: identity.issue_api_key(
        name, capabilities=("stock:view",), stamp=stamp
    ),
}


@pytest.mark.parametrize("name", ADDERS)
def test_what_a_plan_counts_ends_at_its_limit(
    alpha: Scope, channel: None, stamp: Stamp, name: str
) -> None:
    add = ADDERS[name]
    with enter(limited(alpha, **{name: 2})):
        add("one", stamp)
        add("two", stamp)

        with pytest.raises(PlanLimitReached) as refused:
            add("three", stamp)

        assert count_things()[name] == 2
    facts = {"limit": 2, "used": 2, "name": name, "upgrade": "/company/plan"}
    assert refused.value.facts == facts
    assert (refused.value.status, refused.value.code) == (402, "plan.limit_reached")


@pytest.mark.parametrize("name", ADDERS)
def test_without_a_limit_there_is_no_end_and_nothing_is_asked(
    alpha: Scope, channel: None, stamp: Stamp, name: str
) -> None:
    for each in ("one", "two", "three"):
        ADDERS[name](each, stamp)

    with CaptureQueriesContext(connection) as asked:
        must_have_room(name)  # type: ignore[arg-type] # one of the closed list
    assert count_things()[name] == 3
    assert len(asked) == 0


def test_what_is_there_already_needs_no_room(alpha: Scope, channel: None, stamp: Stamp) -> None:
    with enter(limited(alpha, products=2, stores=1)):
        _take("APPLE", "BREAD", stamp=stamp)
        _take("APPLE", "BREAD", stamp=stamp)
        organization.open_store("S1", name="S1", city="", stamp=stamp)
        organization.open_store("S1", name="S1", city="", stamp=stamp)

        with pytest.raises(PlanLimitReached):
            _take("BREAD", "CHEESE", stamp=stamp)

        assert (count_products(), count_stores()) == (2, 1)


def test_who_is_over_the_limit_already_can_go_on_with_what_there_is(
    alpha: Scope, channel: None, stamp: Stamp
) -> None:
    _take("APPLE", "BREAD", "CHEESE", stamp=stamp)

    with enter(limited(alpha, products=1)):
        _take("APPLE", "CHEESE", stamp=stamp)
        catalog.change_price(
            "APPLE", price=Money(Decimal("3.00"), "USD"), channel=get_channel("web"), stamp=stamp
        )


@pytest.mark.parametrize("name", ["products", "stores", "api_keys"])
def test_of_many_who_want_the_last_place_exactly_one_gets_it(
    committed: dict[str, Scope], stamp: Stamp, name: str
) -> None:
    with enter(committed["alpha"]):
        organization.open_channel(
            "web", name="Web", brand=("house", "House"), currency="USD", stamp=stamp
        )
        ADDERS[name]("first", stamp)
    with on_plan(committed["alpha"], limits={name: 2}) as scope:

        def add(number: int, _random: Random) -> str:
            try:
                with enter(scope):
                    ADDERS[name](f"rival-{number}", stamp)
            except PlanLimitReached as refusal:
                return refusal.code
            finally:
                connections.close_all()
            return "in"

        outcomes = crowd(8, add)

        with enter(scope):
            assert count_things()[name] == 2
    assert sorted(outcomes) == ["in", *["plan.limit_reached"] * 7]


def test_without_the_lock_the_same_crowd_would_pass_the_limit(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """The negative control: the same crowd on a plan that does not limit stores."""
    with on_plan(committed["alpha"], limits={"products": 1}) as scope:

        def add(number: int, _random: Random) -> None:
            with enter(scope):
                ADDERS["stores"](f"rival-{number}", stamp)
            connections.close_all()

        crowd(4, add)

        with enter(scope):
            assert count_stores() == 4


def test_a_meter_at_its_limit_refuses_until_its_period_ends(alpha: Scope, stamp: Stamp) -> None:
    until = stamp.at + timedelta(days=3)
    allowance = Allowance("tight", {"orders": 5}, noted={"orders": Noted(5, until)})

    with enter(replace(alpha, allowance=allowance)):
        with pytest.raises(PlanLimitReached):
            must_have_left("orders", at=stamp.at)
        must_have_left("orders", at=until)
        must_have_left("storage", at=stamp.at)


def test_orders_end_at_the_plan_and_the_question_costs_no_statement(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(stamp=stamp)
    cart = make_cart(company, {"APPLE": 1})
    place_order(cart, stamp=stamp)
    with CaptureQueriesContext(connection) as unlimited:
        place_order(cart, stamp=stamp)
    below = Allowance("tight", {"orders": 5}, noted={"orders": Noted(4, None)})

    with enter(replace(alpha, allowance=below)), CaptureQueriesContext(connection) as asked:
        place_order(cart, stamp=stamp)
    spent = replace(below, noted={"orders": Noted(5, None)})
    with enter(replace(alpha, allowance=spent)), pytest.raises(PlanLimitReached) as refused:
        place_order(cart, stamp=stamp)

    assert len(asked) == len(unlimited)
    assert refused.value.facts["used"] == 5


def test_a_feature_that_the_plan_leaves_out_is_refused(alpha: Scope) -> None:
    with enter(replace(alpha, allowance=Allowance("tight", off=frozenset({"webhooks"})))):
        with pytest.raises(FeatureNotInPlan) as refused:
            must_have_feature("webhooks")
        must_have_feature("exports")

    assert refused.value.status == 402
    assert refused.value.told(str).startswith("Your plan comes without webhooks")


def test_a_limit_is_told_in_the_readers_words() -> None:
    refusal = PlanLimitReached(limit=5, used=5, name="staff", upgrade="/company/plan")

    with override("en"):
        told = refusal.told(gettext)

    assert told == (
        "Your plan's limit is reached: 5 staff accounts, of which 5 are used."
        " A larger plan has more: /company/plan."
    )


def test_a_scope_is_the_same_whatever_it_may_use(alpha: Scope) -> None:
    assert limited(alpha, products=1) == alpha
    assert len({limited(alpha, products=1), alpha}) == 1
