"""Figures are a projection of facts: each counts once, and all can be counted anew."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from guildhall.config.management.commands.rebuild_figures import rebuild
from guildhall.hq.events import FiguresRebuilt
from guildhall.hq.models import DayFigure
from guildhall.hq.operations import count_fact, rebuild_figures
from guildhall.hq.types import Asked, CountableFact, Entry
from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import DeliveryDone, Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.harness.crowds import crowd
from tests.harness.owner import as_owner
from tests.harness.processes import wait_until
from tests.hq.selling import (
    LEASE,
    all_rows,
    cancel,
    controller,
    deliver_all,
    figures,
    open_shop,
    sell,
    ship,
    sold_in,
    undelivered,
)

type Scopes = dict[str, Scope]


def test_figures_say_what_the_tenants_orders_say(committed: Scopes, stamp: Stamp) -> None:
    shops = [open_shop(committed[slug]) for slug in ("alpha", "beta")]
    for shop, orders in zip(shops, (5, 3), strict=True):
        numbers = sell(shop, orders, stamp=stamp)
        cancel(shop, numbers[0], stamp=stamp)
        ship(shop, numbers[1], stamp=stamp)
        deliver_all(shop.scope)

    found = figures(Asked(), actor=controller("north"), stamp=stamp)

    orders, canceled, revenue = sold_in([shop.scope for shop in shops])
    assert (found.total.orders, found.total.canceled_orders) == (orders, canceled) == (8, 2)
    assert found.total.revenue.amount == revenue == Decimal("30.00")
    assert found.total.shipped_orders == 2
    assert found.total.units == Decimal(12)


def test_a_fact_delivered_twice_counts_once(committed: Scopes, stamp: Stamp) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 3, stamp=stamp)
    deliver_all(shop.scope)
    before = all_rows()

    with enter(shop.scope):
        Fact.objects.update(delivered_at=None, lease_until=None)
        deliver(undelivered(), lease=LEASE)

    assert before
    assert all_rows() == before


def test_facts_counted_at_the_same_moment_all_count(committed: Scopes, stamp: Stamp) -> None:
    tenant_id = committed["alpha"].tenant_id
    entry = Entry(
        date(2026, 7, 1), "USD", stamp.at, orders=1, units=Decimal(2), revenue=Decimal("5.01")
    )

    def count(_number: int, _random: Random) -> None:
        with enter(PLATFORM):
            for _ in range(10):
                count_fact(tenant_id, entry=entry)
        connections.close_all()

    crowd(8, count)

    with enter(PLATFORM):
        row = DayFigure.objects.get()
    assert (row.orders, row.units, row.revenue) == (80, Decimal(160), Decimal("400.80"))


def test_as_of_is_the_newest_fact_and_never_goes_back(platform: Scope, stamp: Stamp) -> None:
    tenant_id = new_id()
    newer = Entry(date(2026, 7, 1), "USD", stamp.at, orders=1)

    count_fact(tenant_id, entry=newer)
    count_fact(tenant_id, entry=replace(newer, as_of=stamp.at.replace(year=2020)))

    assert DayFigure.objects.get(tenant_id=tenant_id).as_of == stamp.at


def test_a_rebuild_of_what_is_right_changes_nothing(committed: Scopes, stamp: Stamp) -> None:
    shop = open_shop(committed["alpha"])
    numbers = [*sell(shop, 3, stamp=stamp), *sell(shop, 2, stamp=stamp, days_ago=1)]
    cancel(shop, numbers[0], stamp=stamp)
    ship(shop, numbers[1], stamp=stamp)
    deliver_all(shop.scope)
    before = all_rows()

    rebuilt = rebuild(shop.scope)

    assert (rebuilt.facts, rebuilt.days, rebuilt.corrected) == (7, 2, 0)
    assert all_rows() == before


def test_a_rebuild_puts_right_what_is_wrong_and_says_so(committed: Scopes, stamp: Stamp) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 3, stamp=stamp)
    deliver_all(shop.scope)
    before = all_rows()
    with enter(PLATFORM):
        DayFigure.objects.update(orders=99, revenue=1)
        DayFigure.objects.create(
            tenant_id=shop.scope.tenant_id,
            business_date=date(2020, 1, 1),
            currency="USD",
            as_of=stamp.at,
        )

    out = StringIO()
    call_command("rebuild_figures", "alpha", stdout=out)

    assert out.getvalue().strip() == "alpha: 3 facts on 1 days, 2 corrected"
    assert all_rows() == before
    with enter(PLATFORM):
        told = Fact.objects.get(type=FiguresRebuilt.type)
    assert told.payload["corrected"] == 2


def test_a_rebuild_leaves_to_its_delivery_what_was_not_delivered_yet(
    committed: Scopes, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 2, stamp=stamp)
    deliver_all(shop.scope)
    sell(shop, 3, stamp=stamp)

    rebuilt = rebuild(shop.scope)
    deliver_all(shop.scope)

    assert rebuilt.facts == 2
    assert [row[3] for row in all_rows()] == [5]


def test_a_rebuild_counts_facts_whose_note_was_lost(committed: Scopes, stamp: Stamp) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 3, stamp=stamp)
    deliver_all(shop.scope)
    before = all_rows()
    with as_owner(PLATFORM) as owner:
        owner.execute("DELETE FROM kernel_delivery_done")
        owner.execute("DELETE FROM hq_dayfigure")

    rebuilt = rebuild(shop.scope)

    assert rebuilt.corrected == 1
    assert all_rows() == before
    with enter(PLATFORM):
        assert DeliveryDone.objects.filter(reaction="hq.count_placed").count() == 3


def test_a_rebuild_amid_deliveries_misses_nothing_and_counts_nothing_twice(
    committed: Scopes, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 40, stamp=stamp)
    with enter(shop.scope):
        waiting = undelivered()

    def deliver_some(number: int, _random: Random) -> None:
        with enter(shop.scope):
            for sequence in waiting[number::3]:
                deliver([sequence], lease=LEASE)
        connections.close_all()

    with ThreadPoolExecutor(1) as beside:
        delivering = beside.submit(crowd, 3, deliver_some)
        rebuilds = [rebuild(shop.scope)]
        while not delivering.done():
            rebuilds.append(rebuild(shop.scope))
        delivering.result()

    rows = all_rows()
    assert [row[3] for row in rows] == [40]
    assert len(rebuilds) > 1
    assert rebuild(shop.scope).corrected == 0
    assert all_rows() == rows


def test_counting_waits_for_a_rebuild_that_has_begun(committed: Scopes, stamp: Stamp) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 1, stamp=stamp)
    deliver_all(shop.scope)
    sell(shop, 1, stamp=stamp)

    with ThreadPoolExecutor(1) as beside:

        def read(after: int) -> tuple[CountableFact, ...]:
            """Let a delivery begin in the middle of the rebuild, and see that it waits."""
            if not started:
                started.append(beside.submit(_deliver_and_close, shop.scope))
                wait_until(_somebody_waits, what="the delivery to wait for the name")
            return ()

        started: list[object] = []
        with enter(PLATFORM):
            rebuild_figures(shop.scope.tenant_id, read=read, stamp=stamp)

    with enter(PLATFORM):
        assert [row.orders for row in DayFigure.objects.all()] == [1]


def test_a_rebuild_needs_the_right(platform: Scope, stamp: Stamp) -> None:
    nobody = replace(stamp, by=Actor("staff", "staff:x"))

    with pytest.raises(NotPermitted):
        rebuild_figures(new_id(), read=lambda _after: (), stamp=nobody)


def test_the_command_names_a_company_that_it_does_not_know(committed: Scopes) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("rebuild_figures", "alpha", "nowhere")


def _deliver_and_close(scope: Scope) -> None:
    deliver_all(scope)
    connections.close_all()


def _somebody_waits() -> bool:
    here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with connection.cursor() as cursor:
        cursor.execute(f"{waiting} AND {here}")
        return bool(cursor.fetchone()[0])
