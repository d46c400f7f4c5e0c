"""An order changed on its pages: looked at before, done once, and never over somebody else."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import get_edit, get_order, list_edits, orders_that_differ
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.orders import line_ids, pay, place, row_of, shipping, usd
from tests.factories.payments import now_stamp

type SignIn = Callable[..., Client]


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    found = place(shop, {"APPLE": 2, "BREAD": 1}, charge=shipping(), stamp=stamp).row.number
    pay(found, "11.90", stamp=stamp)
    return found


def _form(number: str, **fields: str) -> dict[str, str]:
    version = get_order(number).row.version
    return {"token": str(new_id()), "version": version, **fields}


def _lines(number: str, **quantities: str) -> dict[str, str]:
    ids = line_ids(number)
    return {f"q-{ids[sku]}": quantity for sku, quantity in quantities.items()}


def _begin(client: Client, number: str) -> None:
    client.post(f"/orders/{number}/edit", {"token": str(new_id()), "reason": "they called"})


def _change(client: Client, number: str, **fields: str) -> int:
    form = {"token": str(new_id()), "version": get_edit(number).version, **fields}
    return client.post(f"/orders/{number}/edit/changes", form).status_code


def _confirm(client: Client, number: str, **fields: str) -> int:
    form = _form(number, order_version=get_order(number).row.version)
    edit = {"version": get_edit(number).version, **fields}
    return client.post(f"/orders/{number}/edit/confirm", form | edit).status_code


def test_what_calling_off_comes_to_is_shown_before_anything_is_done(
    sign_in: SignIn, number: str
) -> None:
    apple = line_ids(number)["APPLE"]

    told = text_of(sign_in().get(f"/orders/{number}/cancel-part?units-{apple}=1"))

    assert "Total then $9.40" in told
    assert "$2.50 are to be given back to the customer." in told
    assert "1 × APPLE" in told
    assert get_order(number).row.total == usd("11.90")


def test_calling_all_of_it_off_says_that_the_order_is_canceled(
    sign_in: SignIn, number: str
) -> None:
    ids = line_ids(number)
    query = f"units-{ids['APPLE']}=2&units-{ids['BREAD']}=1"

    told = text_of(sign_in().get(f"/orders/{number}/cancel-part?{query}"))

    assert "the whole order is canceled, with its shipping" in told
    assert "$11.90 are to be given back" in told


def test_a_part_is_called_off_once_with_a_reason(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()
    units = {f"units-{line_ids(number)['APPLE']}": "1"}
    form = _form(number, reason="one less", **units)

    assert clerk.post(f"/orders/{number}/cancel-part", form | {"reason": ""}).status_code == 422
    assert clerk.post(f"/orders/{number}/cancel-part", form).status_code == 302
    assert clerk.post(f"/orders/{number}/cancel-part", form).status_code == 302

    assert get_order(number).row.total == usd("9.40")
    assert not orders_that_differ()


def test_no_more_is_called_off_than_is_left(sign_in: SignIn, number: str) -> None:
    form = _form(number, reason="x", **{f"units-{line_ids(number)['APPLE']}": "3"})

    assert sign_in().post(f"/orders/{number}/cancel-part", form).status_code == 422
    assert get_order(number).row.total == usd("11.90")


@pytest.mark.parametrize("deed", ["confirm", "cancel", "cancel-part"])
def test_nothing_is_done_to_an_order_that_somebody_has_changed_meanwhile(
    sign_in: SignIn, number: str, deed: str
) -> None:
    form = _form(number, reason="x", **{f"units-{line_ids(number)['APPLE']}": "1"})
    operations.tag_order(number, add=["vip"], stamp=now_stamp())

    answer = sign_in().post(f"/orders/{number}/{deed}", form)

    assert answer.status_code == 412
    assert "Somebody has changed this since you read it." in text_of(answer)
    assert get_order(number).row.total == usd("11.90")


def test_an_edit_is_begun_looked_at_and_confirmed(sign_in: SignIn, number: str) -> None:
    owner = sign_in(Role.OWNER)
    apple = line_ids(number)["APPLE"]
    _begin(owner, number)
    wish = {
        **_lines(number, APPLE="1", BREAD="1"),
        f"p-{apple}": "2.00",
        "sku-0": "CHEESE",
        "many-0": "2",
        "shipping_total": "8.80",
        "address": "Elsewhere 1",
    }

    assert _change(owner, number, **wish) == 302
    seen = text_of(owner.get(f"/orders/{number}/edit"))
    assert get_order(number).row.total == usd("11.90")
    assert _confirm(owner, number) == 302

    # 1 apple at 2.00, 1 bread at 2.50, 2 cheese at 2.50, shipping 8.80.
    assert "Total then $18.30" in seen
    assert "$6.40 are still to be paid then." in seen
    row = row_of(number)
    assert (row.total, row.shipping_total) == (Decimal("18.30"), Decimal("8.80"))
    assert (row.customer_name, row.customer_address) == ("Alice Miller", "Elsewhere 1")
    assert not orders_that_differ()


def test_more_of_a_line_at_another_price_costs_that_price_for_all(
    sign_in: SignIn, number: str
) -> None:
    owner = sign_in(Role.OWNER)
    apple = line_ids(number)["APPLE"]
    _begin(owner, number)

    _change(owner, number, **_lines(number, APPLE="3"), **{f"p-{apple}": "1.00"})
    _confirm(owner, number)

    # 3 apples at 1.00, 1 bread at 2.50, shipping 4.40.
    assert get_order(number).row.total == usd("9.90")


def test_an_edit_that_changes_nothing_is_asked_for_again(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()
    _begin(clerk, number)

    assert _change(clerk, number, **_lines(number, APPLE="2", BREAD="1")) == 422
    assert get_edit(number).changes == ()


def test_an_edit_that_somebody_else_has_changed_is_not_written_over(
    sign_in: SignIn, number: str
) -> None:
    clerk, owner = sign_in(), sign_in(Role.OWNER)
    _begin(clerk, number)
    seen = get_edit(number).version
    _change(owner, number, **_lines(number, APPLE="1"))

    late = _change(clerk, number, **_lines(number, APPLE="0"), version=seen)

    assert late == 412
    assert get_edit(number).changes[0].quantity == 1


def test_an_edit_is_not_confirmed_for_another_order_than_was_seen(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()
    _begin(clerk, number)
    _change(clerk, number, **_lines(number, APPLE="1"))
    seen = get_order(number).row.version
    bread = line_ids(number)["BREAD"]
    operations.cancel_units(number, units={bread: Decimal(1)}, reason="x", stamp=now_stamp())

    assert _confirm(clerk, number, order_version=seen) == 412
    assert get_order(number).row.total == usd("9.40")


def test_a_new_address_stays_in_the_edit_though_nobody_reads_it_back(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()
    _begin(clerk, number)
    _change(clerk, number, address="Elsewhere 1")

    _change(clerk, number, **_lines(number, APPLE="1"), keep_customer="on")
    _confirm(clerk, number)

    assert row_of(number).customer_address == "Elsewhere 1"


def test_an_edit_is_thrown_away_and_another_one_begun(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()
    _begin(clerk, number)
    _change(clerk, number, **_lines(number, APPLE="1"))

    clerk.post(f"/orders/{number}/edit/decline", {"token": str(new_id())})
    _begin(clerk, number)

    assert [edit.state for edit in list_edits(number)] == ["open", "declined"]
    assert get_order(number).row.total == usd("11.90")
