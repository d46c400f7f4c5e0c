"""The page that says why a number is what it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.inventory.models import (
    ChannelPush,
)
from guildhall.inventory.operations import (
    adjust_stock,
    count_stock,
    finish_counting,
    plan_transfer,
    post_stocktake,
    send_transfer,
    set_publish_rule,
    start_stocktake,
)
from guildhall.inventory.types import (
    Correction,
    CountScan,
    PublishRule,
    StockKey,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Origin, Stamp
from guildhall.organization.queries import get_channel
from tests.console.reading import Answer, statements_of, text_of
from tests.factories.company import Company, make_order
from tests.factories.warehouse import receive

type SignIn = Callable[..., Client]


def test_a_number_is_explained_with_links_to_the_orders_behind_it(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    number = make_order(shop, {"APPLE": 2}, stamp=stamp).row.number

    page = sign_in().get("/stock/explain?q=APPLE&location=S1")

    told = text_of(page)
    assert "On hand 50 Reserved − 2 Unavailable − 0 Available = 48" in told
    assert f"Promised {number}" in told
    assert "Received opening" in told
    assert "Before that 0 0 0 0" in told
    assert f'href="/orders/{number}"' in page.content.decode()


def test_every_step_leads_to_what_is_behind_it(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    """Receipts, transfers, counts and approvals have pages; a correction has its activity."""
    receipt = receive("APPLE", "3", stamp=stamp)
    plan = TransferPlan("S1", "S2", (TransferWish("APPLE", Decimal(1)),))
    sent = plan_transfer(plan, stamp=stamp)
    send_transfer(sent, stamp=stamp)
    count = start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    count_stock(count, scans=[CountScan("APPLE", Decimal(50))], stamp=stamp)
    finish_counting(count, stamp=stamp)
    post_stocktake(count, stamp=stamp)
    level = StockKey("APPLE", "S1")
    adjust_stock(level, Correction(Decimal(-1), Decimal(50), "crushed"), stamp=stamp)
    approval = new_id()
    granted = replace(stamp, origin=Origin(via=f"approval:{approval}"))
    adjust_stock(level, Correction(Decimal(-2), Decimal(49), "stolen"), stamp=granted)

    owner = sign_in(Role.OWNER).get("/stock/explain?q=APPLE&location=S1")
    clerk = sign_in(Role.WAREHOUSE).get("/stock/explain?q=APPLE&location=S1")

    pages = (f"receipts/{receipt}", f"transfers/{sent}", f"counts/{count}")
    papers = {*(f"/warehouse/{page}" for page in pages), f"/approvals/{approval}"}
    activity = f"/audit?q=location%3AS1&request={stamp.request_id}"
    assert papers | {activity} <= _links(owner)
    assert papers <= _links(clerk)
    assert "Approval stolen" in text_of(clerk)
    assert activity not in _links(clerk)


def _links(page: Answer) -> set[str]:
    return {unescape(each) for each in re.findall(r'href="([^"]+)"', page.content.decode())}


def test_a_number_of_another_moment_is_explained(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_order(shop, {"APPLE": 2}, stamp=stamp)
    before = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")

    told = text_of(sign_in().get(f"/stock/explain?q=APPLE&at={before}"))

    assert "On hand 0 Reserved − 0 Unavailable − 0 Available = 0" in told
    assert "Nothing had happened yet" in told


def test_a_channel_that_shows_too_much_is_named_with_what_it_missed(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    ChannelPush.objects.create(
        variant_id=shop.variants["APPLE"],
        channel_id=get_channel("web").id,
        pushed=100,
        pushed_at=clock.now(),
        acknowledged=100,
        acknowledged_at=clock.now(),
    )
    number = make_order(shop, {"APPLE": 2}, stamp=stamp).row.number

    told = text_of(sign_in().get("/stock/explain?q=APPLE"))

    assert "Web shows 100, which is more than there is." in told
    assert re.search(rf"Since .*: Promised {number}", told)
    assert "We have not told it our number yet." in told


def test_a_past_number_says_by_which_rule_it_was_reckoned(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    then = clock.now()
    ChannelPush.objects.create(
        variant_id=shop.variants["APPLE"],
        channel_id=get_channel("web").id,
        pushed=9,
        pushed_at=then,
    )
    after = replace(stamp, at=then + timedelta(minutes=2))
    set_publish_rule(channel=get_channel("web"), rule=PublishRule(percent=50), stamp=after)
    owner = sign_in()

    at = (then + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    past = text_of(owner.get(f"/stock/explain?q=APPLE&at={at}"))
    now = text_of(owner.get("/stock/explain?q=APPLE"))

    words = "by today's rule, which was changed since then"
    assert (words in past, words in now) == (True, False)


@pytest.mark.parametrize("query", ["", "q=", "at=yesterday", "location=S1"])
def test_without_an_sku_the_page_asks_for_one(shop: Company, sign_in: SignIn, query: str) -> None:
    assert "Type or scan an SKU" in text_of(sign_in().get(f"/stock/explain?{query}"))


def test_an_unknown_sku_is_a_page_that_says_so(shop: Company, sign_in: SignIn) -> None:
    assert sign_in().get("/stock/explain?q=NOTHING").status_code == 404


def test_somebody_of_one_location_is_told_of_that_location_alone(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    assert "On hand 50" in text_of(clerk.get("/stock/explain?q=APPLE"))
    assert clerk.get("/stock/explain?q=APPLE&location=S1").status_code == 403
    assert clerk.get("/stock/checks").status_code == 403


def test_an_explanation_takes_a_constant_number_of_statements(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    make_order(shop, {"APPLE": 1}, stamp=stamp)
    few = statements_of(clerk, "/stock/explain?q=APPLE")

    for _ in range(6):
        make_order(shop, {"APPLE": 1}, stamp=stamp)

    assert statements_of(clerk, "/stock/explain?q=APPLE") == few
