"""Orders that nobody paid in time, and money that comes late."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.inventory.operations import expire_holds
from guildhall.inventory.queries import audit_stock, available_for
from guildhall.inventory.types import Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import (
    cancel_order,
    expire_order,
    note_payment,
    note_stock_lost,
    settle_late_payment,
)
from guildhall.orders.queries import get_order, orders_that_differ, overdue_orders
from guildhall.organization.models import Channel
from guildhall.payments.models import Payment, PaymentEvent
from guildhall.payments.operations import record_manual_payment
from guildhall.payments.queries import totals_of
from guildhall.payments.states import Step
from tests.factories.company import Company, make_company
from tests.factories.orders import pay, place, row_of, shipping, usd

LATER = timedelta(minutes=31)


def _late(stamp: Stamp) -> Stamp:
    return replace(stamp, at=stamp.at + LATER)


def _asked_for(number: str, *, stamp: Stamp) -> None:
    """Write down that money was asked for and nobody has answered."""
    payment = Payment(reference=number, method="stripe", currency="USD", key=f"{number}:x")
    payment.save(force_insert=True)
    PaymentEvent(
        payment=payment,
        key="request",
        psp_reference="",
        step=Step.CHARGE_REQUEST,
        amount=Decimal(5),
        actor="x",
        occurred_at=stamp.at,
    ).save(force_insert=True)


def _money_comes(number: str, amount: str, *, stamp: Stamp) -> None:
    record_manual_payment(number, amount=usd(amount), key="late", stamp=stamp)
    note_payment(number, totals=totals_of(number, currency="USD"), stamp=stamp)


def _types(number: str) -> list[str]:
    return [fact.type for fact in facts_about([f"order:{number}"])]


def _free(company: Company) -> Decimal:
    variant = company.variants["APPLE"]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def test_an_unpaid_order_is_closed_when_its_time_is_over(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    number = place(company, {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number

    due = overdue_orders(_late(stamp).at, most=10)
    closed = expire_order(number, stamp=_late(stamp))

    assert (due, closed) == ((number,), True)
    row = get_order(number).row
    assert (row.state, row.fulfillment_state, row.total) == ("expired", "canceled", usd(0))
    assert _free(company) == Decimal(100)
    assert _types(number) == ["order.placed", "order.expired"]
    assert not orders_that_differ()


def test_a_channel_may_wait_longer_for_money_or_less(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    site = replace(company.site, channel=replace(company.site.channel, unpaid=timedelta(days=3)))

    number = place(replace(company, site=site), {"APPLE": 2}, stamp=stamp).row.number

    assert row_of(number).expires_at == stamp.at + timedelta(days=3)


def test_what_is_paid_is_not_closed(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pay(number, "1.00", stamp=stamp)

    assert not expire_order(number, stamp=_late(stamp))
    assert get_order(number).row.state == "placed"
    assert not overdue_orders(_late(stamp).at, most=10)


def test_an_order_is_not_closed_while_its_money_is_on_its_way(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    _asked_for(number, stamp=stamp)

    assert not expire_order(number, stamp=_late(stamp))
    assert get_order(number).row.state == "placed"
    expires_at = row_of(number).expires_at
    assert expires_at is not None
    assert expires_at > _late(stamp).at


def test_an_order_that_lost_its_stock_expires_when_it_is_unpaid(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    expire_holds(stamp=_late(stamp))

    assert note_stock_lost(number, stamp=_late(stamp))
    assert get_order(number).row.state == "expired"


def test_an_order_that_lost_its_stock_waits_for_somebody_when_it_is_paid(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pay(number, "5.00", stamp=stamp)
    expire_holds(stamp=_late(stamp))

    assert not note_stock_lost(number, stamp=_late(stamp))
    assert row_of(number).holds == ["stock"]
    assert get_order(number).row.state == "placed"


def test_stock_lost_by_what_is_no_order_is_nobody_s_business(alpha: Scope, stamp: Stamp) -> None:
    assert not note_stock_lost("cart:1", stamp=stamp)


def test_money_that_comes_late_goes_back_where_the_channel_says_so(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    expire_order(number, stamp=_late(stamp))
    _money_comes(number, "5.00", stamp=_late(stamp))

    assert not settle_late_payment(number, stamp=_late(stamp))

    told = facts_about([f"order:{number}"])[-1]
    assert told.type == "order.paid_late"
    assert told.payload["refund_due"] == {"amount": "5.0000", "currency": "USD"}
    assert get_order(number).row.payment_state == "overpaid"


def test_money_that_comes_late_opens_the_order_again_where_the_channel_says_so(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    Channel.objects.update(late_payment="reopen")
    number = place(company, {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number
    expire_order(number, stamp=_late(stamp))
    _money_comes(number, "9.40", stamp=_late(stamp))

    assert settle_late_payment(number, stamp=_late(stamp))

    row = get_order(number).row
    assert (row.state, row.payment_state, row.total) == ("placed", "paid", usd("9.40"))
    assert row.fulfillment_state == "unfulfilled"
    assert _free(company) == Decimal(98)
    assert audit_stock().reserved_differs == 0
    assert not orders_that_differ()


def test_money_goes_back_when_the_goods_were_sold_to_others_meanwhile(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(stock=Decimal(2))
    Channel.objects.update(late_payment="reopen")
    number = place(company, {"APPLE": 2}, stamp=stamp).row.number
    expire_order(number, stamp=_late(stamp))
    place(company, {"APPLE": 1}, stamp=_late(stamp))
    _money_comes(number, "5.00", stamp=_late(stamp))

    assert not settle_late_payment(number, stamp=_late(stamp))
    assert _types(number)[-1] == "order.paid_late"
    assert get_order(number).row.state == "expired"
    assert not orders_that_differ()


@pytest.mark.parametrize("pays", [True, False])
def test_what_did_not_expire_is_no_late_payment(alpha: Scope, stamp: Stamp, *, pays: bool) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pay(number, "5.00" if pays else "1.00", stamp=stamp)
    cancel_order(number, reason="no", stamp=stamp)

    assert not settle_late_payment(number, stamp=stamp)
    assert "order.paid_late" not in _types(number)
