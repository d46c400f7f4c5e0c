"""Pages and endpoints that explain, check and value stock, and say what to buy again."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.operations import issue_api_key
from guildhall.identity.states import Role
from guildhall.inventory.models import (
    ReorderProposal,
    StockCheck,
    StockLevel,
)
from guildhall.inventory.operations import (
    run_check,
    run_reorder_rules,
    set_reorder_rule,
    value_stock,
)
from guildhall.inventory.queries import get_check
from guildhall.inventory.states import ProposalState
from guildhall.inventory.types import (
    ReorderTerms,
)
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp, system_stamp
from tests.console.reading import rows_of, text_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]

TERMS = ReorderTerms(level=Decimal(60), quantity=Decimal(20), lead_days=3)


def _program(shop: Company, *capabilities: str) -> Client:
    token = issue_api_key(
        "program", capabilities=capabilities, stamp=system_stamp("test", clock.now())
    ).token
    return Client(headers={"host": shop.host, "authorization": f"Bearer {token}"})


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
