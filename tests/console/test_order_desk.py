"""What is decided on the page of an order: holds, tags, notes, fraud, duplicates."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import EVERYWHERE, Stamp
from guildhall.orders.queries import get_order, list_notes
from tests.console.reading import text_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]
type Hire = Callable[..., UUID]


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    return make_order(shop, store="S1", stamp=stamp).row.number


def _send(client: Client, path: str, **fields: str) -> int:
    return client.post(path, {"token": str(new_id()), **fields}).status_code


def test_an_order_is_held_for_a_reason_and_released(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()

    assert _send(clerk, f"/orders/{number}/hold", because="nonsense") == 422
    assert _send(clerk, f"/orders/{number}/hold", because="address", reason="no house") == 302
    assert get_order(number).row.holds == ("address",)
    assert "Address is not clear · no house" in text_of(clerk.get(f"/orders/{number}"))
    assert _send(clerk, f"/orders/{number}/release", because="address") == 302
    assert get_order(number).row.holds == ()


def test_tags_are_put_on_suggested_elsewhere_and_taken_off(
    shop: Company, sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    clerk = sign_in()
    other = make_order(shop, stamp=stamp).row.number

    assert _send(clerk, f"/orders/{number}/tags", add="VIP, gift wrap") == 302
    assert get_order(number).row.tags == ("gift wrap", "vip")
    assert '<option value="vip">' in clerk.get(f"/orders/{other}").content.decode()
    assert _send(clerk, f"/orders/{number}/tags", remove="vip") == 302
    assert get_order(number).row.tags == ("gift wrap",)
    assert _send(clerk, f"/orders/{number}/tags", add="#!") == 422


def test_a_note_calls_people_by_their_names(
    sign_in: SignIn, hire: Hire, number: str, stamp: Stamp
) -> None:
    called = hire(Role.FINANCE)
    clerk = sign_in()
    text = "Please look, @finance all: is it paid?"

    assert _send(clerk, f"/orders/{number}/notes", text=text, visibility="team") == 302

    (note,) = list_notes(number, actor=stamp.by)
    assert note.mentions == (called,)
    told = text_of(clerk.get(f"/orders/{number}"))
    assert text in told
    assert "Called: finance" in told


@pytest.mark.parametrize("name", ["nobody", "read-only store:S2"])
def test_who_cannot_see_the_order_is_not_called_and_the_note_is_not_lost(
    sign_in: SignIn, hire: Hire, number: str, stamp: Stamp, name: str
) -> None:
    hire(Role.READ_ONLY, scope="store:S2")
    form = {"token": str(new_id()), "text": f"Look, @{name}", "visibility": "team"}

    answer = sign_in().post(f"/orders/{number}/notes", form)

    assert answer.status_code == 422
    assert "cannot see this order, so nobody was told" in text_of(answer)
    assert f"Look, @{name}</textarea>" in answer.content.decode()
    assert list_notes(number, actor=stamp.by) == ()


def test_only_who_may_see_the_order_is_suggested(sign_in: SignIn, hire: Hire, number: str) -> None:
    hire(Role.READ_ONLY, scope="store:S2")
    hire(Role.READ_ONLY, scope="store:S1")
    clerk = sign_in()

    found = clerk.get(f"/orders/{number}/people?q=read").json()["people"]

    assert found == [{"name": "read-only store:S1", "call": "read-only store:S1"}]
    assert sign_in(Role.FINANCE).get(f"/orders/{number}/people?q=").status_code == 403


def test_an_order_in_doubt_is_judged_by_who_may(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()
    owner = sign_in(Role.OWNER, scope=EVERYWHERE)

    assert _send(clerk, f"/orders/{number}/review", reason="odd address") == 302
    assert "Under review for fraud." in text_of(clerk.get(f"/orders/{number}"))
    assert _send(owner, f"/orders/{number}/judge", reason="seen") == 422
    assert _send(owner, f"/orders/{number}/judge", verdict="deny", reason="seen") == 302

    assert get_order(number).row.fraud == "denied"
    assert "Judged as not honest." in text_of(clerk.get(f"/orders/{number}"))


def test_a_duplicate_is_marked_once_and_cleared(
    shop: Company, sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    other = make_order(shop, stamp=stamp).row.number
    clerk = sign_in()
    form = {"token": str(new_id()), "other": other}

    assert _send(clerk, f"/orders/{number}/duplicate", other="ORD-1999-1") == 422
    assert _send(clerk, f"/orders/{number}/duplicate", other=number) == 422
    for _ in range(2):
        assert clerk.post(f"/orders/{number}/duplicate", form).status_code == 302
    assert get_order(number).row.duplicate_of == other
    assert _send(clerk, f"/orders/{number}/no-duplicate") == 302

    assert get_order(number).row.duplicate_of == ""
    told = [fact.type for fact in facts_about([f"order:{number}"]) if "duplicate" in fact.type]
    assert told == ["order.duplicate_found", "order.duplicate_cleared"]
    assert "It is no duplicate" in text_of(clerk.get(f"/orders/{number}"))


def test_an_order_of_another_store_is_no_duplicate_to_who_cannot_see_it(
    shop: Company, sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    elsewhere = make_order(shop, store="S2", stamp=stamp).row.number
    clerk = sign_in(Role.OPERATIONS, scope="store:S1")

    assert _send(clerk, f"/orders/{number}/duplicate", other=elsewhere) == 422
    assert get_order(number).row.duplicate_of == ""
