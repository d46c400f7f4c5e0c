"""A company moves while people order from it: what was answered is there, once."""

import os
import re
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections
from django.db.models import Count, Sum

from guildhall.hq.models import DayFigure
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.inventory.queries import audit_stock
from guildhall.kernel.facts import count_facts
from guildhall.kernel.models import IdempotencyKey
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.models import Order
from tenants.moves.operations import move_company, prune_copy
from tenants.moves.operations.journey import Way
from tests.factories.carts import send_cart
from tests.factories.company import make_company
from tests.harness.processes import Web, background, wait_until, wait_until_worked_off, web_server
from tests.harness.sizes import size_of
from tests.tenants.moves.looking import left_behind, lies
from tests.tenants.moves.shoppers import Told, shopping

pytestmark = [pytest.mark.faults, pytest.mark.slow]

STALE = {"GUILDHALL_EPOCH_CHECK_SECONDS": "1"}
"""As long as a process may go by what it knew of the roll."""


def undelivered(scope: Scope) -> int:
    total = 0
    for each in (PLATFORM, lies(scope)):
        with enter(each):
            total += count_facts()[1]
    return total


def go_on(found: Told, orders: int) -> None:
    """Wait for so many more orders than there are now."""
    enough = len(found.numbers) + orders
    wait_until(lambda: len(found.numbers) >= enough, what=f"{orders} more orders")


def test_a_company_moves_there_and_back_while_people_order(
    alpha_may_move: Scope, way: Way, tmp_path: Path
) -> None:
    rounds = size_of("move_under_traffic", small=1, soak=25)
    with enter(alpha_may_move):
        company = make_company(stock=Decimal(1_000_000), confirms_itself=True)
    running = [background(name, tmp_path, **STALE) for name in ("relay", "worker")]
    for process in running:
        process.start()
    (tmp_path / "other").mkdir()
    try:
        with (
            web_server(tmp_path, **STALE) as one,
            web_server(tmp_path / "other", **STALE) as two,
            shopping([one, two], company, shoppers=4) as found,
        ):
            for _ in range(rounds):
                _there_and_back(found, way)
        # Shoppers order faster than the facts are worked off: a long run leaves a long queue.
        wait_until_worked_off(
            lambda: undelivered(alpha_may_move), what="undelivered facts", seconds=60
        )
    finally:
        for process in running:
            process.kill()

    print(f"move_under_traffic: {len(found.numbers)} orders, refused {dict(found.refusals)}")  # noqa: T201 - the report
    assert found.given_up == []
    assert set(found.refusals) <= {"tenancy.moving", "http.try_again"}
    assert found.refusals["tenancy.moving"] > 0, "nobody knocked while it was closed"
    _everything_is_there_once(lies(alpha_may_move), found)
    assert left_behind() == []


def _there_and_back(found: Told, way: Way) -> None:
    for target in ("east", "default"):
        go_on(found, 20)
        move_company("alpha", target=target, way=way)
        go_on(found, 20)
        prune_copy("alpha", stamp=way.stamp)
        connections.close_all()


def _everything_is_there_once(scope: Scope, found: Told) -> None:
    with enter(scope):
        assert sorted(found.numbers.values()) == sorted(
            Order.objects.values_list("number", flat=True)
        )
        keys = IdempotencyKey.objects.filter(key__startswith="shopper-")
        assert set(keys.values_list("key", flat=True)) == set(found.numbers)
        assert not Order.objects.filter(state="placed").exists(), "its channel confirms by itself"
        stock = audit_stock()
        assert (stock.ledger_differs, stock.reserved_differs, stock.oversold) == (0, 0, 0)
        sold = Order.objects.aggregate(orders=Count("id"), units=Sum("units"), due=Sum("total"))
    with enter(PLATFORM):
        figures = DayFigure.objects.filter(tenant_id=scope.tenant_id)
        at_hq = figures.aggregate(orders=Sum("orders"), units=Sum("units"), due=Sum("revenue"))
    assert at_hq == sold


def test_a_process_that_has_not_heard_is_refused_told_so_and_comes_right(
    alpha_may_move: Scope, way: Way, tmp_path: Path
) -> None:
    with enter(alpha_may_move):
        company = make_company()
    with (
        _deaf_server(tmp_path) as web,
        web.client(company.host, key=company.storefront_key) as client,
    ):
        assert send_cart(client, {"APPLE": 1}, key="before").status_code == 201
        move_company("alpha", target="east", way=way)

        refused = send_cart(client, {"APPLE": 1}, key="after")
        again = send_cart(client, {"APPLE": 1}, key="after")
        kept = send_cart(client, {"APPLE": 1}, key="before")

    assert (refused.status_code, refused.json()["code"]) == (503, "tenancy.moving")
    assert refused.headers["Retry-After"] == "1"
    assert again.status_code == 201
    assert kept.headers["Idempotency-Replayed"] == "true"
    with enter(lies(alpha_may_move)):
        assert Order.objects.count() == 2


def test_people_who_sign_in_meanwhile_are_told_by_a_page(
    alpha_may_move: Scope, way: Way, tmp_path: Path, stamp: Stamp
) -> None:
    person = {"login": "clerk@example.com", "password": "correct horse battery"}
    with enter(alpha_may_move):
        company = make_company()
        add_staff(
            person["login"],
            name="Carol",
            password=person["password"],
            role=Role.OPERATIONS,
            stamp=stamp,
        )
    with _deaf_server(tmp_path) as web, web.client(company.host) as browser:
        form = browser.get("/accounts/login/").text
        mark = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form)
        assert mark
        move_company("alpha", target="east", way=way)

        told, later = (
            browser.post("/accounts/login/", data={**person, "csrfmiddlewaretoken": mark[1]})
            for _ in range(2)
        )

    assert (told.status_code, told.headers["Retry-After"]) == (503, "1")
    assert "being moved" in told.text
    assert later.status_code == 302


def _deaf_server(folder: Path) -> AbstractContextManager[Web]:
    """Run a web server that never hears of a change: its Valkey is not ours."""
    elsewhere = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/0"))
    return web_server(folder, REDIS_URL=elsewhere)
