from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.states import ActionCode
from guildhall.identity.states import Role
from guildhall.inventory.queries import get_sourcing, list_levels
from guildhall.inventory.types import LevelCard, LevelFilter
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]


def _level(sku: str, location: str = "S1") -> LevelCard:
    return list_levels(LevelFilter(text=sku, location=location)).items[0]


def _adjust(client: Client, level: LevelCard, by: str, reason: str = "counted") -> int:
    seen = _level(level.sku, level.location).on_hand
    form = {"token": str(new_id()), "by": by, "reason": reason, "expected": str(seen)}
    return client.post(f"/stock/{level.id}/adjust", form).status_code


def test_a_level_shows_its_buckets_what_is_behind_them_and_who_holds_some(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    shipped = make_order(shop, {"APPLE": 3}, stamp=stamp).row.number
    operations.confirm_order(shipped, stamp=stamp)
    operations.ship_order(shipped, stamp=stamp)
    held = make_order(shop, {"APPLE": 2}, stamp=stamp).row.number

    page = sign_in().get(f"/stock/{_level('APPLE').id}")

    told = text_of(page)
    assert "On hand 47 Reserved − 2 Unavailable − 0 Available = 45" in told
    for number in (shipped, held):
        assert f'href="/orders/{number}"' in page.content.decode()
    assert f"Shipped -3 {shipped}" in told
    assert "Received +50 opening" in told


def test_the_list_shows_what_its_address_says(shop: Company, sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    _adjust(owner, _level("EGGS"), "-50")
    shown = {"": 10, "q=apple": 2, "q=of the house": 10, "location=S2": 5, "scarce=1": 1}

    assert {query: rows_of(owner.get(f"/stock?{query}")) for query in shown} == shown


def test_a_clerk_corrects_what_is_on_hand_and_the_ledger_keeps_the_reason(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in()

    assert _adjust(clerk, _level("APPLE"), "-2", "two were crushed") == 302

    assert _level("APPLE").on_hand == Decimal(48)
    told = text_of(clerk.get(f"/stock/{_level('APPLE').id}"))
    assert "Adjusted -2 two were crushed operations all" in told


def test_what_is_no_quantity_changes_nothing(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    odd = ["", "0", "0.0001", "1e30", "NaN", "many"]

    answers = [_adjust(clerk, _level("APPLE"), by) for by in odd]

    assert answers == [422] * len(odd)
    assert _level("APPLE").on_hand == Decimal(50)


def test_what_is_promised_to_orders_cannot_be_taken_away(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_order(shop, {"APPLE": 2}, stamp=stamp)
    level = _level("APPLE")

    answer = sign_in().post(
        f"/stock/{level.id}/adjust",
        {"token": str(new_id()), "by": "-49", "reason": "lost", "expected": "50"},
    )

    assert answer.status_code == 409
    assert "promised to orders" in text_of(answer)
    assert _level("APPLE").on_hand == Decimal(50)


def test_a_viewer_sees_stock_and_cannot_change_it(shop: Company, sign_in: SignIn) -> None:
    viewer = sign_in(Role.READ_ONLY)
    level = _level("APPLE")

    assert viewer.get(f"/stock/{level.id}").status_code == 200
    assert _adjust(viewer, level, "1") == 403


def test_somebody_of_one_location_sees_that_location_alone(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    assert rows_of(clerk.get("/stock")) == 5
    assert clerk.get(f"/stock/{_level('APPLE', 'S1').id}").status_code == 403


def test_an_unknown_level_is_a_page_that_says_so(sign_in: SignIn) -> None:
    assert sign_in().get(f"/stock/{new_id()}").status_code == 404


def test_stock_pages_take_a_constant_number_of_statements(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    level = _level("APPLE")
    few = statements_of(clerk, "/stock?q=apple"), statements_of(clerk, f"/stock/{level.id}")

    for _ in range(4):
        make_order(shop, {"APPLE": 1}, stamp=stamp)
        _adjust(clerk, level, "1")
    many = statements_of(clerk, "/stock"), statements_of(clerk, f"/stock/{level.id}")

    assert many[0] == few[0] <= 7
    # One more: among those who acted is a person, whose name is looked up.
    assert many[1] == few[1] + 1 <= 10


def _do(client: Client, level: LevelCard, deed: str, **fields: str) -> int:
    form = {"token": str(new_id()), "expected": str(level.on_hand), **fields}
    return client.post(f"/stock/{level.id}/{deed}", form).status_code


def test_a_clerk_sets_goods_aside_puts_some_back_and_writes_some_off(
    shop: Company, sign_in: SignIn
) -> None:
    clerk, level = sign_in(), _level("APPLE")

    told = [
        _do(clerk, level, "block", quantity="5", reason="damaged", note="crushed"),
        _do(clerk, level, "unblock", quantity="1", reason="damaged"),
        _do(clerk, level, "write-off", quantity="3", reason="crushed", block="damaged"),
    ]

    assert told == [302, 302, 302]
    page = text_of(clerk.get(f"/stock/{level.id}"))
    assert "On hand 47 Reserved − 0 Unavailable − 1 Available = 46" in page
    assert "Set aside: Damaged 1" in page
    assert "Written off -3 crushed" in page


def test_who_saw_an_older_number_is_shown_the_new_one(shop: Company, sign_in: SignIn) -> None:
    clerk, seen = sign_in(), _level("APPLE")
    _adjust(clerk, seen, "-2")

    form = {"token": str(new_id()), "by": "-1", "reason": "lost", "expected": str(seen.on_hand)}
    answer = clerk.post(f"/stock/{seen.id}/adjust", form)

    assert answer.status_code == 409
    assert "48 are on hand now, not 50" in text_of(answer)
    assert 'value="48' in answer.content.decode()
    assert _level("APPLE").on_hand == Decimal(48)


def test_a_large_correction_says_that_it_waits(shop: Company, sign_in: SignIn) -> None:
    ApprovalRule.objects.create(action=ActionCode.STOCK_ADJUST, threshold=Decimal(10))
    clerk, level = sign_in(), _level("APPLE")

    assert _adjust(clerk, level, "-10") == 302

    assert "needs somebody else's yes" in text_of(clerk.get(f"/stock/{level.id}"))
    assert _level("APPLE").on_hand == Decimal(50)


def test_every_deed_has_a_page_that_asks(shop: Company, sign_in: SignIn) -> None:
    clerk, level = sign_in(), _level("APPLE")
    deeds = ("adjust", "write-off", "block", "unblock", "low-line")

    told = {deed: clerk.get(f"/stock/{level.id}/{deed}").status_code for deed in deeds}

    assert told == dict.fromkeys(deeds, 200)


def test_a_channel_is_told_how_to_take_stock_and_what_may_wait(
    shop: Company, sign_in: SignIn
) -> None:
    owner = sign_in(Role.OWNER)
    version = get_sourcing("web").version
    way = {"allocation": "most_stock", "most_held": "4", "version": version}
    offer = {"sku": "APPLE", "kind": "backorder", "limit": "5", "lead_days": "7"}

    told = [
        owner.post("/stock/channels/web", {"token": str(new_id()), **way}).status_code,
        owner.post("/stock/channels/web", {"token": str(new_id()), **way}).status_code,
        owner.post("/stock/channels/web/offer", {"token": str(new_id()), **offer}).status_code,
        owner.post("/stock/channels/web/offer", {"token": str(new_id())}).status_code,
    ]

    assert told == [302, 412, 302, 422]
    assert "the location that has most" in text_of(owner.get("/stock/channels"))
    assert "APPLE Backorder 5 0 7 days from the order" in text_of(owner.get("/stock/channels/web"))


def test_somebody_of_another_channel_does_not_see_this_one(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    assert clerk.get("/stock/channels/web").status_code == 403
    assert "No channel yet" in text_of(clerk.get("/stock/channels"))
