"""What the queries say: groups apart, currencies apart, sums that add up, few statements."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.hq.errors import (
    CompanyNotFound,
    CurrencyNotCounted,
    GroupNotFound,
    NoGroup,
    SpanInvalid,
)
from guildhall.hq.operations import count_fact
from guildhall.hq.queries import get_group_figures, get_tenant_days, groups_of, list_rolls
from guildhall.hq.types import Asked, Entry, Preset
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import EVERYWHERE, Actor, Grant
from guildhall.kernel.tenancy import Scope
from tests.hq.selling import controller

NOON = datetime(2026, 7, 10, 12, tzinfo=UTC)
TODAY = NOON.date()

type Scopes = dict[str, Scope]


def count(
    tenant: Scope,
    revenue: str = "10.00",
    *,
    day: date = TODAY,
    currency: str = "USD",
    orders: int = 1,
    shipped: int = 0,
) -> None:
    entry = Entry(
        day,
        currency,
        NOON,
        orders=orders,
        units=Decimal(orders),
        revenue=Decimal(revenue),
        shipped_orders=shipped,
    )
    count_fact(tenant.tenant_id, entry=entry)


def test_who_sees_one_group_never_sees_another(scopes: Scopes, platform: Scope) -> None:
    count(scopes["alpha"])
    count(scopes["gamma"], "99.00")
    north = controller("north")

    found = get_group_figures(Asked(), actor=north, at=NOON)

    assert [each.tenant.slug for each in found.tenants] == ["alpha", "beta"]
    assert found.total.revenue.amount == Decimal("10.00")
    assert [group.slug for group in found.view.groups] == ["north"]
    assert [roll.group.slug for roll in list_rolls(actor=north)] == ["north"]
    with pytest.raises(GroupNotFound):
        get_group_figures(Asked(group="south"), actor=north, at=NOON)
    with pytest.raises(CompanyNotFound):
        get_tenant_days("gamma", Asked(), actor=north, at=NOON)


def test_a_right_in_all_is_a_right_in_every_group(platform: Scope) -> None:
    operator = Actor("staff", "staff:operator", (Grant("*", EVERYWHERE),))

    assert [group.slug for group in groups_of(operator)] == ["north", "south"]


def test_another_right_in_a_group_shows_no_figures(platform: Scope) -> None:
    clerk = Actor("staff", "staff:clerk", (Grant("orders:view", f"group:{UUID(int=1)}"),))

    with pytest.raises(NotPermitted):
        groups_of(clerk)


def test_a_right_in_no_group_that_exists_is_told_so(platform: Scope) -> None:
    lost = Actor("staff", "staff:lost", (Grant("figures:view", f"group:{UUID(int=1)}"),))

    with pytest.raises(NoGroup):
        groups_of(lost)


def test_amounts_of_two_currencies_are_never_added(scopes: Scopes, platform: Scope) -> None:
    count(scopes["alpha"], "10.00", orders=3)
    count(scopes["alpha"], "7.00", currency="EUR")
    count(scopes["beta"], "5.00", currency="EUR")
    actor = controller("north")

    dollars = get_group_figures(Asked(), actor=actor, at=NOON)
    euros = get_group_figures(Asked(currency="EUR"), actor=actor, at=NOON)

    assert str(dollars.total.revenue) == "10.0000 USD"
    assert str(euros.total.revenue) == "12.0000 EUR"
    assert dollars.view.currencies == ("EUR", "USD")
    with pytest.raises(CurrencyNotCounted):
        get_group_figures(Asked(currency="JPY"), actor=actor, at=NOON)


def test_the_total_is_what_the_rows_add_up_to(scopes: Scopes, platform: Scope) -> None:
    count(scopes["alpha"], "33.33")
    count(scopes["beta"], "66.68", orders=2, shipped=1)

    found = get_group_figures(Asked(), actor=controller("north"), at=NOON)

    rows = [each.figures for each in found.tenants]
    assert found.total == sum(rows[1:], rows[0])
    assert sum(each.percent for each in found.tenants if each.percent) == Decimal("100.0")
    assert [each.tenant.slug for each in found.tenants] == ["beta", "alpha"]


def test_a_subsidiary_without_figures_is_there_and_says_so(
    scopes: Scopes, platform: Scope
) -> None:
    count(scopes["alpha"])

    found = get_group_figures(Asked(), actor=controller("north"), at=NOON)

    assert {each.tenant.slug: each.as_of for each in found.tenants} == {
        "alpha": NOON,
        "beta": None,
    }


def test_freshness_looks_at_all_days_and_figures_at_those_shown(
    scopes: Scopes, platform: Scope
) -> None:
    count(scopes["alpha"], day=TODAY)
    count(scopes["beta"], day=TODAY - timedelta(days=3))

    found = get_group_figures(Asked(preset=Preset.TODAY), actor=controller("north"), at=NOON)

    beta = next(each for each in found.tenants if each.tenant.slug == "beta")
    assert (beta.figures.orders, beta.as_of) == (0, NOON)


def test_each_day_of_a_span_has_a_line(scopes: Scopes, platform: Scope) -> None:
    count(scopes["alpha"], "10.00", day=TODAY)
    count(scopes["alpha"], "20.00", day=TODAY - timedelta(days=6))
    week = Asked(preset=Preset.WEEK)

    found = get_tenant_days("alpha", week, actor=controller("north"), at=NOON)

    amounts = [int(point.figures.revenue.amount) for point in found.points]
    assert amounts == [10, 0, 0, 0, 0, 0, 20]
    assert found.total.revenue.amount == Decimal(30)


def test_days_that_run_backwards_are_refused(scopes: Scopes, platform: Scope) -> None:
    backwards = Asked(since=TODAY, until=TODAY - timedelta(days=1))

    with pytest.raises(SpanInvalid) as refused:
        get_group_figures(backwards, actor=controller("north"), at=NOON)

    assert list(refused.value.errors) == ["until"]


@pytest.mark.parametrize("asked", [Asked(), Asked(preset=Preset.MONTH, currency="USD")])
def test_the_number_of_statements_does_not_grow_with_subsidiaries(
    asked: Asked, scopes: Scopes, platform: Scope
) -> None:
    for slug in ("alpha", "beta", "gamma"):
        count(scopes[slug])
    one, two = controller("south"), controller("north")

    with CaptureQueriesContext(connection) as of_one:
        get_group_figures(asked, actor=one, at=NOON)
    with CaptureQueriesContext(connection) as of_two:
        get_group_figures(asked, actor=two, at=NOON)

    assert len(of_one) == len(of_two) == 6


def test_counting_a_fact_takes_one_statement_and_its_lock(scopes: Scopes, platform: Scope) -> None:
    with CaptureQueriesContext(connection) as captured:
        count(scopes["alpha"])

    sent = [each["sql"].split()[0] for each in captured]
    assert sent == ["SAVEPOINT", "SELECT", "INSERT", "RELEASE"]
