"""What happens to an order after it was placed."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.identity.rules import grants_of
from guildhall.identity.states import Role
from guildhall.inventory.queries import audit_stock, available_for, list_levels
from guildhall.inventory.types import Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.money import CurrencyMismatch, Money
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import MoreThanDue, NotConfirmed, OrderIsOver, OrderNotFound
from guildhall.orders.operations import (
    cancel_order,
    complete_order,
    confirm_order,
    note_payment,
    ship_order,
    take_payment,
)
from guildhall.orders.queries import count_work, get_order, timeline_of
from guildhall.orders.types import OrderCounts
from guildhall.payments.errors import AmountInvalid
from guildhall.payments.queries import totals_of
from guildhall.payments.types import PaymentTotals
from tests.factories.company import Company, make_company, make_order


def _usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def _charged(amount: str) -> PaymentTotals:
    return replace(PaymentTotals.none("USD"), charged=_usd(amount))


def _order(company: Company, stamp: Stamp, *moves: str) -> str:
    """Return the number of an order of 5.00 USD that has come as far as these moves."""
    number = make_order(company, {"APPLE": 2}, stamp=stamp).row.number
    for move in moves:
        MOVES[move](number, stamp)
    return number


MOVES: dict[str, Callable[[str, Stamp], object]] = {
    "confirm": lambda number, stamp: confirm_order(number, stamp=stamp),
    "ship": lambda number, stamp: ship_order(number, stamp=stamp),
    "cancel": lambda number, stamp: cancel_order(number, reason="no", stamp=stamp),
    "pay": lambda number, stamp: note_payment(number, totals=_charged("5"), stamp=stamp),
    "pay part": lambda number, stamp: note_payment(number, totals=_charged("1"), stamp=stamp),
    "complete": lambda number, stamp: complete_order(number, stamp=stamp),
    "take": lambda number, stamp: take_payment(number, amount=_usd("5"), key="k", stamp=stamp),
}


def _states(number: str) -> tuple[str, str, str]:
    row = get_order(number).row
    return row.state, row.payment_state, row.fulfillment_state


def _available(company: Company) -> Decimal:
    variant = company.variants["APPLE"]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


@pytest.mark.parametrize(
    ("moves", "states"),
    [
        ((), ("placed", "unpaid", "unfulfilled")),
        (("confirm",), ("confirmed", "unpaid", "unfulfilled")),
        (("confirm", "ship"), ("confirmed", "unpaid", "fulfilled")),
        (("pay part",), ("placed", "partially_paid", "unfulfilled")),
        (("pay part", "pay"), ("placed", "paid", "unfulfilled")),
        (("confirm", "ship", "pay", "complete"), ("completed", "paid", "fulfilled")),
        (("pay", "confirm", "ship", "complete"), ("completed", "paid", "fulfilled")),
        (("cancel",), ("canceled", "unpaid", "canceled")),
        (("confirm", "cancel"), ("canceled", "unpaid", "canceled")),
        (("cancel", "pay"), ("canceled", "overpaid", "canceled")),
    ],
)
def test_each_life_moves_by_itself(
    alpha: Scope, stamp: Stamp, moves: tuple[str, ...], states: tuple[str, str, str]
) -> None:
    number = _order(make_company(), stamp, *moves)

    assert _states(number) == states


@pytest.mark.parametrize(
    ("before", "move", "refusal"),
    [
        (("confirm",), "confirm", MoveNotAllowed),
        (("cancel",), "confirm", MoveNotAllowed),
        (("cancel",), "cancel", MoveNotAllowed),
        ((), "ship", NotConfirmed),
        (("cancel",), "ship", NotConfirmed),
        (("confirm", "ship"), "ship", MoveNotAllowed),
        (("confirm", "ship"), "cancel", MoveNotAllowed),
        (("confirm", "ship", "pay", "complete"), "cancel", MoveNotAllowed),
        (("cancel",), "take", OrderIsOver),
    ],
)
def test_what_its_table_does_not_hold_cannot_happen(
    alpha: Scope, stamp: Stamp, before: tuple[str, ...], move: str, refusal: type[Refusal]
) -> None:
    number = _order(make_company(), stamp, *before)
    states, facts = _states(number), timeline_of(number)

    with pytest.raises(refusal):
        MOVES[move](number, stamp)

    assert _states(number) == states
    assert timeline_of(number) == facts


@pytest.mark.parametrize("move", MOVES)
def test_an_order_that_does_not_exist_is_refused(alpha: Scope, stamp: Stamp, move: str) -> None:
    with pytest.raises(OrderNotFound):
        MOVES[move]("ORD-2026-999999", stamp)


@pytest.mark.parametrize("moves", [(), ("confirm",), ("confirm", "ship"), ("confirm", "pay")])
def test_an_order_that_is_not_both_shipped_and_paid_stays_open(
    alpha: Scope, stamp: Stamp, moves: tuple[str, ...]
) -> None:
    number = _order(make_company(), stamp, *moves)

    assert not complete_order(number, stamp=stamp)
    assert "order.completed" not in [entry.type for entry in timeline_of(number)]


def test_what_is_shipped_leaves_the_building(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))

    _order(company, stamp, "confirm", "ship")

    level = next(x for x in list_levels().items if (x.sku, x.location) == ("APPLE", "S1"))
    assert (level.on_hand, level.reserved) == (Decimal(3), Decimal(0))
    assert audit_stock().ledger_differs == 0


def test_what_is_canceled_can_be_sold_again(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))

    number = _order(company, stamp, "confirm", "cancel")

    assert _available(company) == Decimal(10)
    assert "stock.released" in [entry.type for entry in timeline_of(number)]


def test_a_cancellation_says_what_is_to_be_given_back(alpha: Scope, stamp: Stamp) -> None:
    number = _order(make_company(), stamp, "take", "cancel")

    (canceled,) = [e for e in timeline_of(number) if e.type == "order.canceled"]
    assert canceled.details["refund_due"] == "5.0000 USD"
    assert canceled.details["reason"] == "no"


def test_a_timeline_tells_everything_in_its_order(alpha: Scope, stamp: Stamp) -> None:
    number = _order(make_company(), stamp, "confirm", "take", "pay", "ship", "complete")

    assert [entry.type for entry in timeline_of(number)] == [
        "stock.reserved",
        "order.placed",
        "order.confirmed",
        "payment.charged",
        "order.payment_noted",
        "stock.shipped",
        "order.shipped",
        "order.completed",
    ]


def test_no_fact_tells_who_the_customer_is(alpha: Scope, stamp: Stamp) -> None:
    number = _order(make_company(), stamp, "confirm", "take", "pay", "ship", "complete")

    subjects = [f"{kind}:{number}" for kind in ("order", "stock", "payment")]
    told = " ".join(str(fact.payload) for fact in facts_about(subjects)).lower()
    assert "alice" not in told
    assert "@" not in told


@pytest.mark.parametrize("amount", ["2", "5"], ids=["a part", "all that is due"])
def test_money_taken_twice_with_one_key_is_taken_once(
    alpha: Scope, stamp: Stamp, amount: str
) -> None:
    number = _order(make_company(), stamp)

    for _ in range(2):
        take_payment(number, amount=_usd(amount), key="receipt-1", stamp=stamp)

    assert totals_of(number, currency="USD").kept == _usd(amount)
    assert [e.type for e in timeline_of(number)].count("payment.charged") == 1


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Money(Decimal("5.01"), "USD"), MoreThanDue),
        (Money(Decimal(1), "EUR"), CurrencyMismatch),
        (Money(Decimal(0), "USD"), AmountInvalid),
        (Money(Decimal(-1), "USD"), AmountInvalid),
        (Money(Decimal("0.001"), "USD"), AmountInvalid),
        (Money(Decimal("NaN"), "USD"), AmountInvalid),
        (Money(Decimal("Infinity"), "USD"), AmountInvalid),
    ],
    ids=str,
)
def test_an_amount_that_cannot_be_taken_is_refused(
    alpha: Scope, stamp: Stamp, amount: Money, refusal: type[Refusal]
) -> None:
    number = _order(make_company(), stamp)

    with pytest.raises(refusal):
        take_payment(number, amount=amount, key="k", stamp=stamp)

    assert totals_of(number, currency="USD").kept == _usd("0")


def test_the_work_queue_counts_what_waits(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    for moves in [(), ("confirm",), ("confirm", "ship"), ("cancel",), ("pay",)]:
        _order(company, stamp, *moves)

    assert count_work(stamp.at) == OrderCounts(to_confirm=2, to_ship=1, unpaid=3, late=0)


def _staff(stamp: Stamp, *roles: tuple[str, str]) -> Stamp:
    return Stamp(Actor("staff", "staff:x", grants_of(roles)), stamp.at, stamp.request_id)


@pytest.mark.parametrize("move", ["confirm", "cancel", "take", "pay"])
def test_a_viewer_changes_nothing(alpha: Scope, stamp: Stamp, move: str) -> None:
    number = _order(make_company(), stamp)

    with pytest.raises(NotPermitted):
        MOVES[move](number, _staff(stamp, (Role.READ_ONLY, "all")))

    assert _states(number)[0] == "placed"


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.OWNER])
def test_a_clerk_and_an_owner_may_cancel(alpha: Scope, stamp: Stamp, role: Role) -> None:
    number = _order(make_company(), stamp)

    cancel_order(number, reason="asked for", stamp=_staff(stamp, (role, "all")))

    assert _states(number)[0] == "canceled"


@pytest.mark.parametrize(
    "roles",
    [
        ((Role.OPERATIONS, "store:S2"),),
        ((Role.OPERATIONS, "channel:other"),),
        ((Role.OPERATIONS, "store:S2"), (Role.READ_ONLY, "store:S1")),
        ((Role.READ_ONLY, "all"), (Role.OPERATIONS, "store:S2")),
    ],
)
def test_rights_in_two_scopes_do_not_add_up(
    alpha: Scope, stamp: Stamp, roles: tuple[tuple[str, str], ...]
) -> None:
    order = make_order(make_company(), {"APPLE": 1}, store="S1", stamp=stamp)

    with pytest.raises(NotPermitted):
        cancel_order(order.row.number, reason="no", stamp=_staff(stamp, *roles))


@pytest.mark.parametrize("scope", ["store:S1", "channel:web", "brand:house", "all"])
def test_a_right_in_any_scope_of_an_order_is_enough(
    alpha: Scope, stamp: Stamp, scope: str
) -> None:
    order = make_order(make_company(), {"APPLE": 1}, store="S1", stamp=stamp)
    key = Actor("api_key", "key:x", (Grant("checkout:edit", scope),))

    cancel_order(order.row.number, reason="no", stamp=Stamp(key, stamp.at, stamp.request_id))

    assert _states(order.row.number)[0] == "canceled"
