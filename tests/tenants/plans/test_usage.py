"""Metering: each fact counts once, a limit that comes near is told once, a full one bites."""

from datetime import timedelta

import pytest

from guildhall.flows.reactions import REACTIONS
from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.facts import facts_about
from guildhall.kernel.limits import PlanLimitReached
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.events import OrderPlaced
from guildhall.orders.operations import place_order
from tenants.plans.jobs import note_usage_now
from tenants.plans.models import Usage
from tenants.plans.operations import count_use, note_holdings
from tenants.plans.queries import list_usage, uses_of
from tenants.plans.states import Level
from tenants.queries import get_plan_of
from tests.factories.company import make_cart, make_company
from tests.factories.plans import on_plan, seen_now
from tests.tenants.plans.conftest import OPENED, on

LEASE = timedelta(seconds=30)


def count(scope: Scope, orders: int, at: Stamp) -> None:
    count_use(scope.tenant_id, meter="orders", by=orders, stamp=at)


def warnings(scope: Scope) -> list[tuple[str, int, int]]:
    told = facts_about([f"usage:{scope.tenant_id}"])
    return [(x.payload["name"], x.payload["used"], x.payload["limit"]) for x in told]


def test_an_order_counts_once_however_often_its_fact_is_delivered(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        company = make_company(stamp=stamp)
        for _ in range(3):
            place_order(make_cart(company, {"APPLE": 1}), stamp=stamp)
        sequences = list(Fact.objects.order_by("sequence").values_list("sequence", flat=True))
        deliver(sequences, lease=LEASE)
        Fact.objects.update(delivered_at=None)
        deliver(sequences, lease=LEASE)

    with enter(PLATFORM):
        used = list_usage([company.scope.tenant_id], at=stamp.at)
    assert used == {company.scope.tenant_id: {"orders": 3}}


def test_the_orders_of_a_month_end_where_the_plan_says(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with on_plan(committed["alpha"], limits={"orders": 2}) as scope, enter(scope):
        company = make_company(stamp=stamp)
        for _ in range(2):
            place_order(make_cart(company, {"APPLE": 1}), stamp=stamp)
        deliver(list(Fact.objects.values_list("sequence", flat=True)), lease=LEASE)

        with enter(seen_now(scope)), pytest.raises(PlanLimitReached) as refused:
            place_order(make_cart(company, {"APPLE": 1}), stamp=stamp)

    assert (refused.value.facts["used"], refused.value.facts["limit"]) == (2, 2)


def test_a_month_is_full_until_the_next_one_begins(alpha_pays: Scope) -> None:
    count(alpha_pays, 10, on(OPENED))
    full = seen_now(alpha_pays).allowance

    assert full.used_of("orders", at=OPENED + timedelta(days=29)) == 10
    assert full.used_of("orders", at=OPENED.replace(month=4, day=1, hour=0)) == 0


def test_what_is_near_its_limit_is_told_once_a_month(alpha_pays: Scope) -> None:
    for _ in range(12):
        count(alpha_pays, 1, on(OPENED))
    for _ in range(9):
        count(alpha_pays, 1, on(OPENED.replace(month=4)))

    assert warnings(alpha_pays) == [("orders", 8, 10), ("orders", 8, 10)]


def test_below_four_fifths_nobody_is_told(alpha_pays: Scope) -> None:
    count(alpha_pays, 7, on(OPENED))

    assert warnings(alpha_pays) == []
    assert seen_now(alpha_pays).allowance.noted == {}


def test_things_are_noted_as_they_are_counted_and_warned_of_once(alpha_pays: Scope) -> None:
    for products in (3, 4, 5, 4):
        held = {"products": products, "stores": 2}
        note_holdings(alpha_pays.tenant_id, used=held, stamp=on(OPENED))

    assert warnings(alpha_pays) == [("products", 4, 5)]
    assert list_usage([alpha_pays.tenant_id], at=OPENED) == {
        alpha_pays.tenant_id: {"products": 4, "stores": 2}
    }


def test_what_is_no_longer_near_its_limit_is_heard_of_too(alpha_pays: Scope) -> None:
    seen = []
    for products in (5, 5, 1):
        note_holdings(alpha_pays.tenant_id, used={"products": products}, stamp=on(OPENED))
        seen.append(seen_now(alpha_pays).allowance.near(at=OPENED))

    assert seen == [("products",), ("products",), ()]


def test_what_a_company_holds_is_counted_in_its_own_schema(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        make_company(stamp=stamp)
        note_usage_now(stamp)

    with enter(PLATFORM):
        rows = dict(Usage.objects.values_list("meter", "used"))
    assert {**rows, "storage": 0} == {
        "products": 5,
        "staff": 0,
        "api_keys": 2,
        "stores": 2,
        "storage": 0,
    }
    assert rows["storage"] > 100_000


def test_a_use_says_how_near_it_is(alpha_pays: Scope) -> None:
    count(alpha_pays, 9, on(OPENED))
    _, plan = get_plan_of(alpha_pays.tenant_id)

    uses = uses_of(alpha_pays.tenant_id, plan, used={"products": 5, "stores": 3}, at=OPENED)

    shown = {use.name: (use.used, use.limit, use.level, use.percent) for use in uses}
    assert shown == {
        "products": (5, 5, Level.FULL, 100),
        "stores": (3, None, Level.FREE, 0),
        "orders": (9, 10, Level.NEAR, 90),
        "storage": (0, None, Level.FREE, 0),
    }
    assert next(use.until for use in uses if use.name == "orders") == OPENED.replace(
        month=4, day=1, hour=0
    )


def test_orders_are_counted_in_the_public_schema_and_never_in_the_order_itself() -> None:
    where = {reaction.name: reaction.where for reaction in REACTIONS[OrderPlaced]}

    assert where["plans.count_order"] == "platform"
