"""The list of orders as a desk works with it: lists that are kept, and acts for many orders."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from guildhall.orders import operations
from guildhall.orders.models import OrderBatch, OrderView
from guildhall.orders.operations import batches
from guildhall.orders.queries import get_order
from guildhall.orders.states import HoldReason
from tests.console.reading import rows_of, text_of, token_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]

TAB = re.compile(r'<a href="/orders(?:\?([^"]*))?"[^>]*>\s*([^<]+?)\s*<span class="count">(\d+)<')


@pytest.fixture
def placed(shop: Company, stamp: Stamp) -> list[str]:
    """Three orders, the oldest confirmed."""
    numbers = [make_order(shop, {"APPLE": 1}, stamp=stamp).row.number for _ in range(3)]
    operations.confirm_order(numbers[0], stamp=stamp)
    return numbers


def _laid_out(clerk: Client, act: str, *numbers: str, **fields: str) -> str:
    """Choose orders and an act; return the address of the page that tells what would happen."""
    answer = clerk.post("/orders/batches", {"act": act, "number": numbers, **fields})
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"].partition("?")[0]


def _begin(clerk: Client, there: str, **fields: str) -> str:
    form = {"token": str(new_id()), **fields}
    answer = clerk.post(f"{there}/start", form, follow=True)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def test_each_list_above_the_orders_says_how_many_it_shows(
    sign_in: SignIn, placed: list[str], stamp: Stamp
) -> None:
    operations.hold_order(placed[1], hold=HoldReason.ADDRESS, stamp=stamp)
    clerk = sign_in()

    tabs = TAB.findall(clerk.get("/orders").content.decode())

    counts = {name: int(count) for _, name, count in tabs}
    assert counts == {
        "All": 3,
        "To confirm": 2,
        "To ship": 1,
        "Late": 0,
        "Unpaid": 3,
        "On hold": 1,
        "Problems": 1,
    }
    shown = [rows_of(clerk.get(f"/orders?{query.replace('&amp;', '&')}")) for query, _, _ in tabs]
    assert shown == list(counts.values())


def test_a_list_is_narrowed_by_all_that_a_desk_asks(
    shop: Company, sign_in: SignIn, placed: list[str], stamp: Stamp
) -> None:
    make_order(shop, store="S2", stamp=stamp)
    operations.hold_order(placed[1], hold=HoldReason.ADDRESS, stamp=stamp)
    operations.tag_order(placed[2], add=["vip"], stamp=stamp)
    clerk = sign_in()
    shown = {
        "channel=web": 4,
        "channel=none": 0,
        "brand=house": 4,
        "brand=none": 0,
        "store=S2": 1,
        "hold=address": 1,
        "hold=stock": 0,
        "flag=held": 1,
        "flag=problem": 1,
        "flag=duplicate": 0,
        "tag=VIP": 1,
        "tag=none": 0,
        "due=late": 0,
        "due=expiring": 4,
        "q=APPLE": 4,
        "q=alice+miller": 4,
        "sort=oldest": 4,
        "sort=changed&flag=held": 1,
    }

    assert {query: rows_of(clerk.get(f"/orders?{query}")) for query in shown} == shown


def test_a_list_can_begin_with_the_oldest(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()
    orders = re.compile(r'<a href="/orders/(ORD-[^"]+)"')

    oldest = orders.findall(clerk.get("/orders?sort=oldest").content.decode())

    assert oldest == placed
    assert orders.findall(clerk.get("/orders").content.decode()) == placed[::-1]


def test_a_list_is_kept_named_again_and_removed(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()
    assert "Keep this list" in text_of(clerk.get("/orders?state=placed&tag=vip"))
    assert "Keep this list" not in text_of(clerk.get("/orders?state=placed"))
    form = {"token": str(new_id()), "name": "VIP", "query": "tag=vip&q=alice&cursor=x"}

    answer = clerk.post("/orders/views/keep", form)

    assert answer["Location"] == "/orders?tag=vip&q=alice"
    view = OrderView.objects.get()
    assert view.query == "tag=vip"
    assert "VIP 0" in text_of(clerk.get("/orders"))

    change = {"token": str(new_id()), "name": "Best buyers", "shared": "on"}
    assert clerk.post(f"/orders/views/{view.id}", change).status_code == 302
    assert "Best buyers" in text_of(clerk.get("/orders"))
    assert 'value="Best buyers"' in clerk.get("/orders/views").content.decode()

    clerk.post(f"/orders/views/{view.id}/remove", {"token": str(new_id())})
    assert not OrderView.objects.exists()


def test_a_list_that_is_shown_to_all_is_changed_by_its_owner_alone(
    sign_in: SignIn, placed: list[str]
) -> None:
    form = {"token": str(new_id()), "name": "Ours", "query": "tag=vip", "shared": "on"}
    sign_in().post("/orders/views/keep", form)
    view = OrderView.objects.get()
    other = sign_in(Role.READ_ONLY)

    assert "Ours" in text_of(other.get("/orders"))
    removed = other.post(f"/orders/views/{view.id}/remove", {"token": str(new_id())})

    assert removed.status_code == 404
    assert OrderView.objects.exists()


def test_a_list_without_a_name_is_asked_for_again(sign_in: SignIn, placed: list[str]) -> None:
    answer = sign_in().post("/orders/views/keep", {"token": str(new_id()), "query": "tag=vip"})

    assert answer.status_code == 422
    assert not OrderView.objects.exists()


def test_what_would_happen_is_told_before_it_does(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()

    told = text_of(clerk.get(_laid_out(clerk, "confirm", *placed, "ORD-1")))

    assert "Nothing is done yet." in told
    assert "Would be done 2" in told
    assert "Would be refused 2" in told
    assert "There is no order ORD-1 here." in told
    assert "Confirm: 2 orders" in told
    assert get_order(placed[1]).row.state == "placed"


def test_each_order_is_done_or_says_why_not(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()
    there = _laid_out(clerk, "confirm", *placed)

    told = _begin(clerk, there)

    assert "Confirmed 2" in told
    assert "Refused 1" in told
    assert f"{placed[0]} Refused Cannot confirm from confirmed." in told
    assert get_order(placed[2]).row.state == "confirmed"
    assert rows_of(clerk.get(f"{there}?show=refused")) == 1
    assert rows_of(clerk.get(f"{there}?show=done")) == 2
    again = clerk.post(f"{there}/start", {"token": str(new_id())})
    assert again.status_code == 409


def test_all_of_a_list_is_chosen_by_its_filter(
    shop: Company, sign_in: SignIn, placed: list[str], stamp: Stamp
) -> None:
    clerk = sign_in()
    there = _laid_out(clerk, "tag", placed[1], every="1", query="state=placed")
    make_order(shop, stamp=stamp)

    assert "Tagged 2" in _begin(clerk, there, tag="Gift")

    assert get_order(placed[0]).row.tags == ()
    assert [get_order(number).row.tags for number in placed[1:]] == [("gift",)] * 2
    there = _laid_out(clerk, "untag", every="1", query="tag=gift")
    assert "Tag taken off 2" in _begin(clerk, there, tag="gift")
    assert get_order(placed[1]).row.tags == ()


def test_orders_are_held_released_and_noted_together(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()

    assert "On hold 3" in _begin(clerk, _laid_out(clerk, "hold", *placed), hold="address")
    assert get_order(placed[0]).row.holds == ("address",)
    assert "Released 3" in _begin(clerk, _laid_out(clerk, "release", *placed), hold="address")
    assert get_order(placed[0]).row.holds == ()
    assert "Noted 3" in _begin(clerk, _laid_out(clerk, "note", *placed), text="call first")


def test_what_cannot_be_undone_is_asked_for_twice(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()
    there = _laid_out(clerk, "cancel", placed[1])
    form = {"token": str(new_id()), "text": "sold out"}

    assert clerk.post(f"{there}/start", form).status_code == 422
    assert get_order(placed[1]).row.state == "placed"
    assert "Canceled 1" in _begin(clerk, there, text="sold out", sure="on")

    assert get_order(placed[1]).row.state == "canceled"
    assert "Shipped 1" in _begin(clerk, _laid_out(clerk, "ship", placed[0]), sure="on")
    assert get_order(placed[0]).row.fulfillment_state == "fulfilled"


def test_what_is_needed_is_asked_for(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()
    there = _laid_out(clerk, "tag", placed[1])

    answer = clerk.post(f"{there}/start", {"token": token_of(clerk.get(there))})

    assert answer.status_code == 422
    assert "This field is required." in text_of(answer)


def test_nothing_chosen_and_no_such_act_are_refused(sign_in: SignIn, placed: list[str]) -> None:
    clerk = sign_in()

    assert clerk.post("/orders/batches", {"act": "confirm"}).status_code == 422
    assert clerk.post("/orders/batches", {"act": "eat", "number": placed}).status_code == 404


def test_many_orders_are_done_in_the_background_and_can_be_stopped(
    shop: Company, sign_in: SignIn, placed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    clerk = sign_in()
    there = _laid_out(clerk, "confirm", *placed)

    assert "0 of 3 orders" in _begin(clerk, there)
    with enter(shop.scope):
        batch = OrderBatch.objects.get()
        more = operations.carry_out_batch(batch.id, now=clock.now, is_late=lambda: True)
    assert more
    assert "1 of 3 orders" in text_of(clerk.get(there))
    stopped = clerk.post(f"{there}/stop", {"token": str(new_id())}, follow=True)

    assert "Stopped" in text_of(stopped)
    assert "Not tried 2" in text_of(stopped)
    with enter(shop.scope):
        assert not operations.carry_out_batch(batch.id, now=clock.now)
    assert get_order(placed[2]).row.state == "placed"
    assert "Confirm orders Stopped" in text_of(clerk.get("/orders/batches"))


def test_what_is_done_to_many_is_its_owners_alone(sign_in: SignIn, placed: list[str]) -> None:
    there = _laid_out(sign_in(), "confirm", *placed)
    other = sign_in(Role.OPERATIONS, scope="store:S1")

    assert other.get(there).status_code == 404
    assert other.post(f"{there}/start", {"token": str(new_id())}).status_code == 404
    assert sign_in(Role.READ_ONLY).post("/orders/batches", {"act": "confirm"}).status_code == 403


def test_orders_beyond_ones_reach_are_neither_chosen_nor_done(
    shop: Company, sign_in: SignIn, placed: list[str], stamp: Stamp
) -> None:
    mine = make_order(shop, store="S1", stamp=stamp).row.number
    clerk = sign_in(Role.OPERATIONS, scope="store:S1")

    every = clerk.get(_laid_out(clerk, "confirm", every="1", query=""))
    there = _laid_out(clerk, "confirm", mine, placed[1])

    assert "Would be done 1 Would be refused 0" in text_of(every).replace("Show", "")
    assert "Would be refused 1" in text_of(clerk.get(there))
    assert "Confirmed 1" in _begin(clerk, there)
    assert get_order(placed[1]).row.state == "placed"
