"""How a warehouse works: its own labels, which lot leaves first, and what is given up."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.approvals.operations import set_rule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import RuleTerms
from guildhall.catalog.states import Tracking
from guildhall.identity.states import Role
from guildhall.inventory.operations import open_location
from guildhall.inventory.queries import get_lot, list_locations
from guildhall.inventory.rules.masks import check_digit
from guildhall.inventory.states import LocationKind
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import rows_of, text_of
from tests.factories.company import Company
from tests.factories.warehouse import keep_by, label, receive

type SignIn = Callable[..., Client]

MASK = "21{item:5}{weight:5.3}{check}"
WEIGHED = "211234500500" + check_digit("211234500500")
GONE = "/warehouse/lots/CHEESE/L1/write-off?location=S1"


def _post(client: Client, url: str, **form: str) -> int:
    return client.post(url, {"token": str(new_id()), **form}).status_code


@pytest.fixture
def cheese(shop: Company, stamp: Stamp) -> None:
    """Let ten pieces of cheese of one lot lie in S1."""
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "10", lot="L1", stamp=stamp)


def test_a_label_of_our_own_is_read_once_it_is_written_down(
    shop: Company, sign_in: SignIn
) -> None:
    label("2112345", "BREAD")
    clerk = sign_in()
    before = clerk.get(f"/warehouse/look-up?scan={WEIGHED}").status_code
    empty = text_of(clerk.get("/warehouse/labels"))

    kept = _post(
        clerk, "/warehouse/labels/edit", name="weighed", mask=MASK, rank="1", is_active="on"
    )
    after = text_of(clerk.get(f"/warehouse/look-up?scan={WEIGHED}"))

    assert "No label of your own" in empty
    assert (before, kept) == (404, 302)
    assert "BREAD" in after
    assert rows_of(clerk.get("/warehouse/labels")) == 1


def test_a_label_is_taken_out_of_use_and_keeps_its_name(shop: Company, sign_in: SignIn) -> None:
    label("2112345", "BREAD")
    clerk = sign_in()
    _post(clerk, "/warehouse/labels/edit", name="weighed", mask=MASK, rank="1", is_active="on")

    page = clerk.get("/warehouse/labels/edit?code=weighed").content.decode()
    _post(clerk, "/warehouse/labels/edit?code=weighed", mask=MASK, rank="1")

    assert MASK in page
    assert 'name="name"' not in page
    assert "weighed Off" in text_of(clerk.get("/warehouse/labels"))
    assert clerk.get(f"/warehouse/look-up?scan={WEIGHED}").status_code == 404


def test_a_label_that_cannot_be_read_is_refused_with_what_is_wrong_and_loses_nothing(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in()
    clerk.cookies["django_language"] = "zh-hans"
    form = {"token": str(new_id()), "name": "broken", "mask": "21{weight}", "rank": "0"}

    answer = clerk.post("/warehouse/labels/edit", form)

    assert answer.status_code == 422
    assert "21{weight}" in answer.content.decode()
    assert "inventory.mask_invalid" in text_of(answer)


def test_labels_are_set_for_the_whole_company_alone(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    listed = clerk.get("/warehouse/labels")

    assert listed.status_code == 200
    assert "/warehouse/labels/edit" not in listed.content.decode()
    assert clerk.get("/warehouse/labels/edit").status_code == 403
    assert clerk.get("/warehouse/labels/edit?code=nope").status_code == 403


def test_somebody_says_which_lot_leaves_their_place_first(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    open_location("Q1", name="Set aside", kind=LocationKind.QUARANTINE, stamp=stamp)
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    listed = clerk.get("/warehouse/places")
    theirs = _post(clerk, "/warehouse/places/S1/removal", removal="fifo")
    kept = _post(clerk, "/warehouse/places/S2/removal", removal="fifo")
    nonsense = _post(clerk, "/warehouse/places/S2/removal", removal="lucky")

    assert rows_of(listed) == 1
    assert (theirs, kept, nonsense) == (403, 302, 422)
    assert {place.code: place.removal for place in list_locations()} == {
        "Q1": "fefo",
        "S1": "fefo",
        "S2": "fifo",
    }
    assert "What came first" in text_of(clerk.get("/warehouse/places"))


def test_a_viewer_sees_places_and_changes_none(shop: Company, sign_in: SignIn) -> None:
    viewer = sign_in(Role.READ_ONLY)

    listed = viewer.get("/warehouse/places")

    assert rows_of(listed) == 2
    assert "/warehouse/new-place" not in listed.content.decode()
    assert viewer.get("/warehouse/new-place").status_code == 403
    assert "/removal" not in viewer.get("/warehouse/places/S1").content.decode()
    for act in ("", "/removal", "/closing", "/reopening"):
        assert _post(viewer, f"/warehouse/places/S1{act}", name="Mine", removal="fifo") == 403


def test_what_is_left_of_a_lot_is_given_up_with_a_reason(
    shop: Company, sign_in: SignIn, cheese: None
) -> None:
    clerk = sign_in()
    linked = GONE in clerk.get("/warehouse/lots/CHEESE/L1").content.decode()

    asked = clerk.get(GONE)
    without = _post(clerk, GONE, quantity="4")
    too_much = _post(clerk, GONE, quantity="400", reason="mold")
    done = _post(clerk, GONE, quantity="4", reason="mold")

    assert linked
    assert 'value="10"' in asked.content.decode()
    assert (without, too_much, done) == (422, 409, 302)
    assert get_lot("CHEESE", "L1").on_hand == Decimal(6)
    assert "mold" in text_of(clerk.get("/warehouse/lots/CHEESE/L1"))


def test_much_of_a_lot_waits_for_somebody_elses_yes(
    shop: Company, sign_in: SignIn, cheese: None, stamp: Stamp
) -> None:
    set_rule(RuleTerms(action=ActionCode.STOCK_WRITE_OFF, threshold=Decimal(5)), stamp=stamp)
    clerk = sign_in()

    asked = _post(clerk, GONE, quantity="10", reason="mold")
    page = text_of(clerk.get("/warehouse/lots/CHEESE/L1"))

    assert asked == 302
    assert "needs somebody else's yes" in page
    assert get_lot("CHEESE", "L1").on_hand == Decimal(10)


def test_a_form_that_is_sent_twice_gives_up_once(
    shop: Company, sign_in: SignIn, cheese: None
) -> None:
    clerk = sign_in()
    form = {"token": str(new_id()), "quantity": "4", "reason": "mold"}

    answers = [clerk.post(GONE, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert get_lot("CHEESE", "L1").on_hand == Decimal(6)


def test_a_lot_is_given_up_only_where_it_lies_and_by_who_keeps_the_place(
    shop: Company, sign_in: SignIn, cheese: None
) -> None:
    clerk, other = sign_in(), sign_in(Role.OPERATIONS, scope="location:S2")

    assert clerk.get(GONE.replace("S1", "S2")).status_code == 404
    assert clerk.get(GONE.replace("L1", "L9")).status_code == 404
    assert other.get(GONE).status_code == 403
    assert (
        "write-off"
        not in sign_in(Role.READ_ONLY).get("/warehouse/lots/CHEESE/L1").content.decode()
    )
