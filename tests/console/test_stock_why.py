"""Pages and endpoints that explain, check and value stock, and say what to buy again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from guildhall.identity.operations import issue_api_key
from guildhall.identity.states import Role
from guildhall.inventory.models import (
    ChannelPush,
    ReorderProposal,
    StockCheck,
    StockLevel,
)
from guildhall.inventory.operations import (
    adjust_stock,
    count_stock,
    finish_counting,
    plan_transfer,
    post_stocktake,
    run_check,
    run_reorder_rules,
    send_transfer,
    set_reorder_rule,
    start_stocktake,
    value_stock,
)
from guildhall.inventory.queries import get_check
from guildhall.inventory.states import ProposalState
from guildhall.inventory.types import (
    Correction,
    CountScan,
    ReorderTerms,
    StockKey,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Origin, Stamp, system_stamp
from guildhall.organization.queries import get_channel
from tests.console.reading import Answer, rows_of, statements_of, text_of
from tests.factories.company import Company, make_order
from tests.factories.warehouse import receive

type SignIn = Callable[..., Client]

TERMS = ReorderTerms(level=Decimal(60), quantity=Decimal(20), lead_days=3)


def _program(shop: Company, *capabilities: str) -> Client:
    token = issue_api_key(
        "program", capabilities=capabilities, stamp=system_stamp("test", clock.now())
    ).token
    return Client(headers={"host": shop.host, "authorization": f"Bearer {token}"})


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


def test_a_check_is_asked_for_runs_and_shows_what_it_put_right(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    StockLevel.objects.filter(variant__sku="APPLE", location__code="S1").update(on_hand=51)
    owner = sign_in(Role.OWNER)

    answer = owner.post("/stock/checks", {"token": str(new_id()), "repair": "on"})

    assert answer.status_code == 302
    check = StockCheck.objects.get()
    assert "Running" in text_of(owner.get("/stock/checks"))
    run_check(check.id, stamp=stamp)
    told = text_of(owner.get(f"/stock/checks/{check.id}"))
    assert "On hand is not the sum of its movements" in told
    assert get_check(check.id).repaired == 1


def test_who_may_not_approve_cannot_have_stock_put_right(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()

    asked = clerk.post("/stock/checks", {"token": str(new_id()), "repair": "on"})
    looked = clerk.post("/stock/checks", {"token": str(new_id())})

    assert (asked.status_code, looked.status_code) == (403, 302)


def test_what_stock_is_worth_is_shown_and_taken_along(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    value_stock(stamp=stamp)
    owner = sign_in(Role.OWNER)

    assert "Worth in all $0.00" in text_of(owner.get("/stock/value"))
    file = owner.post("/stock/value/export?location=S1").content.decode()

    assert file.splitlines()[0].lstrip("\ufeff").startswith("location,sku,title")
    assert len(file.splitlines()) == 6
    assert Fact.objects.filter(type="stock.value_exported").count() == 1


def test_costs_are_shown_to_those_who_may_see_costs(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()

    assert clerk.get("/stock/value").status_code == 403
    assert clerk.post("/stock/value/export").status_code == 403


def test_a_rule_is_set_judged_and_its_proposals_are_decided(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in()
    form = {"token": str(new_id()), "sku": "APPLE", "location": "S1", "level": "60"}
    form |= {"quantity": "20", "least_order": "0", "multiple": "0", "lead_days": "3"}

    assert clerk.post("/stock/reorder/rule", {**form, "is_active": "on"}).status_code == 302
    assert clerk.post("/stock/reorder/run").status_code == 302
    told = text_of(clerk.get("/stock/reorder"))
    assert "There is no purchasing yet" in told
    assert rows_of(clerk.get("/stock/reorder")) == 1
    proposal = ReorderProposal.objects.get()
    act = {"token": str(new_id()), "proposal": str(proposal.id), "move": "accept"}
    assert clerk.post("/stock/reorder/decide", act).status_code == 302

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
    assert "Accepted, waits" in text_of(clerk.get("/stock/reorder"))
    assert rows_of(clerk.get("/stock/reorder/rules")) == 1


def test_a_viewer_sees_proposals_and_decides_none(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    run_reorder_rules(stamp=stamp)
    viewer = sign_in(Role.READ_ONLY)
    proposal = ReorderProposal.objects.get()

    page = viewer.get("/stock/reorder")

    assert rows_of(page) == 1
    assert "Dismiss for a week" not in text_of(page)
    act = {"token": str(new_id()), "proposal": str(proposal.id), "move": "accept"}
    assert viewer.post("/stock/reorder/decide", act).status_code == 403


@pytest.mark.parametrize("form", [{}, {"move": "accept"}, {"move": "buy", "proposal": "x"}])
def test_nothing_selected_decides_nothing(
    shop: Company, sign_in: SignIn, form: dict[str, str]
) -> None:
    assert sign_in().post("/stock/reorder/decide", form).status_code == 422


def test_programs_are_told_why_and_page_through_it(shop: Company, stamp: Stamp) -> None:
    for _ in range(3):
        make_order(shop, {"APPLE": 1}, stamp=stamp)
    program = _program(shop, "stock:view")
    path = "/api/v1/inventory/APPLE/explain?location=S1&limit=2"

    first = program.get(path).json()
    second = program.get(f"{path}&cursor={first['next_cursor']}").json()

    assert first["figures"]["available"] == "47"
    assert [line["after"]["available"] for line in first["items"]] == ["47", "48"]
    assert first["opening"] == second["closing"]
    assert [line["kind"] for line in second["items"]] == ["promise_made", "receipt"]
    assert second["next_cursor"] is None
    assert second["opening"]["on_hand"] == "0"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("location=S9", 404),
        ("at=yesterday", 422),
        ("cursor=x", 422),
        ("channel=none", 404),
        ("at=2020-01-01T00:00:00Z", 200),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    shop: Company, query: str, status: int
) -> None:
    answer = _program(shop, "stock:view").get(f"/api/v1/inventory/APPLE/explain?{query}")

    assert answer.status_code == status
