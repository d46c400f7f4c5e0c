"""Pages of bills and differences."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.payments.models import Bill, WorkItem
from tests.console.reading import text_of
from tests.factories.bills import at, make_account, make_bill
from tests.factories.company import Company

type SignIn = Callable[..., Client]


@pytest.fixture
def bill(shop: Company) -> Bill:
    made = make_bill(make_account())
    made.state, made.counts = "matched", {"matched": 4, "theirs_only": 2}
    made.save()
    return made


@pytest.fixture
def items(bill: Bill) -> list[WorkItem]:
    return [
        WorkItem.objects.create(
            bill=bill,
            subject=f"charge:{name}",
            kind="theirs_only",
            line_kind="charge",
            psp_reference=name,
            theirs_amount=10,
            theirs_currency="CNY",
            theirs_at=at(9),
            found_at=at(12),
        )
        for name in ("wx-one", "wx-two")
    ]


def test_the_work_list_shows_what_differs_and_a_bills_numbers_open_it(
    sign_in: SignIn, bill: Bill, items: list[WorkItem]
) -> None:
    clerk = sign_in(Role.FINANCE)

    shown = text_of(clerk.get("/reconciliation"))
    counted = clerk.get(f"/reconciliation/bills/{bill.id}")
    listed = text_of(clerk.get(f"/reconciliation?kind=theirs_only&bill={bill.id}"))

    assert "wx-one" in shown
    assert f"kind=theirs_only&bill={bill.id}" in counted.content.decode()
    assert "2 differences" in listed
    assert "2026-11-20" in text_of(clerk.get("/reconciliation/bills"))


def test_a_difference_is_taken_and_solved_with_a_reason(
    sign_in: SignIn, items: list[WorkItem]
) -> None:
    clerk = sign_in(Role.FINANCE)
    page = f"/reconciliation/items/{items[0].id}"

    clerk.post(f"{page}/take", {"token": "t1"})
    told = {"token": "t2", "solution": "booked_by_hand", "note": "journal 7"}
    answer = clerk.post(f"{page}/solve", told, follow=True)

    shown = text_of(answer)
    assert "journal 7" in shown
    assert "Open again" in shown
    items[0].refresh_from_db()
    assert (items[0].state, items[0].solution) == ("solved", "booked_by_hand")


def test_many_are_solved_at_once(sign_in: SignIn, items: list[WorkItem]) -> None:
    clerk = sign_in(Role.FINANCE)
    told = {"token": "t", "solution": "test_payment", "item": [str(each.id) for each in items]}

    shown = text_of(clerk.post("/reconciliation/many", told, follow=True))

    assert "2 differences are solved" in shown
    assert "Nothing differs" in shown


def test_other_needs_a_note_and_says_so(sign_in: SignIn, items: list[WorkItem]) -> None:
    clerk = sign_in(Role.FINANCE)

    answer = clerk.post(
        f"/reconciliation/items/{items[0].id}/solve", {"token": "t", "solution": "other"}
    )

    assert answer.status_code == 422
    assert "Say why" in text_of(answer)


def test_whoever_may_only_look_is_offered_nothing_to_do(
    sign_in: SignIn, items: list[WorkItem], stamp: Stamp
) -> None:
    reader = sign_in(Role.READ_ONLY)

    page = f"/reconciliation/items/{items[0].id}"

    assert "Take it" not in text_of(reader.get(page))
    assert reader.post(f"{page}/solve", {"solution": "written_off"}).status_code == 403
