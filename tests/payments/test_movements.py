"""Money by its financial day: each movement once, with what a bill says of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.operations import open_channel, open_store
from guildhall.payments import operations
from guildhall.payments.models import Bill, BilledLine, PaymentEvent
from guildhall.payments.queries import list_movements
from guildhall.payments.states import Step
from guildhall.payments.types import NewRefund, ProviderStep, RefundCard
from tests.factories.payments import begin, now_stamp

# Half an hour past midnight in Urumqi, half past two in Shanghai.
LATE = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
PLACE = ("channel:web", "brand:house", "store:W1")


@pytest.fixture
def place(shop: Scope) -> tuple[str, ...]:
    stamp = now_stamp()
    brand = ("house", "House")
    zone = "America/New_York"
    open_channel("web", name="Web", brand=brand, currency="USD", time_zone=zone, stamp=stamp)
    open_store("W1", name="West", city="Urumqi", time_zone="Asia/Urumqi", stamp=stamp)
    return PLACE


def told(payment: object, step: Step, amount: str, *, name: str, minutes: int = 0) -> None:
    at = LATE + timedelta(minutes=minutes)
    each = ProviderStep(name, step, Money(Decimal(amount), "USD"), at)
    operations.note_steps(payment, (each,), source="notice", stamp=now_stamp())  # type: ignore[arg-type] # an id


def listed(**chosen: object) -> list[tuple[str, str, date | None]]:
    found = list_movements(**chosen).items  # type: ignore[arg-type] # handed on by name
    return [(each.kind, str(each.amount.amount), each.business_date) for each in found]


def test_money_has_the_day_of_the_clock_of_its_store(place: tuple[str, ...]) -> None:
    here = begin("R-1", scopes=place, capture=True)
    there = begin("R-2", scopes=place[:2], capture=True)
    nowhere = begin("R-3", capture=True)

    for card in (here, there, nowhere):
        told(card.id, Step.CHARGE_SUCCESS, "10", name=f"pay_{card.reference}")

    days = {each.reference: each.business_date for each in list_movements().items}
    assert days == {
        "R-1": date(2026, 11, 23),
        "R-2": date(2026, 11, 22),
        "R-3": date(2026, 11, 22),
    }


def test_a_movement_is_listed_once_however_often_it_was_told(place: tuple[str, ...]) -> None:
    card = begin("R-1", scopes=place, capture=True)
    for minutes in (0, 5, 2):
        told(card.id, Step.CHARGE_SUCCESS, "10", name="pay_1", minutes=minutes)
    told(card.id, Step.REFUND_SUCCESS, "4", name="ref_1", minutes=6)
    told(card.id, Step.REFUND_SUCCESS, "3", name="ref_2", minutes=7)
    told(card.id, Step.REFUND_FAILURE, "3", name="ref_2", minutes=8)
    told(card.id, Step.REFUND_REVERSE, "1", name="ref_1", minutes=9)

    day = date(2026, 11, 23)
    assert listed(since=day, until=day) == [
        ("charge", "10.0000", day),
        ("refund", "4.0000", day),
        ("refund_reverse", "1.0000", day),
    ]
    assert not listed(until=day - timedelta(days=1))
    assert not listed(scopes=("store:S1",))
    assert len(listed(scopes=("store:W1",), reference="R-1")) == len(listed())


def test_what_a_bill_says_of_it_is_told_with_it(place: tuple[str, ...]) -> None:
    card = begin("R-1", scopes=place, capture=True)
    told(card.id, Step.CHARGE_SUCCESS, "10", name="pay_1")
    # Told of without our name it is written in the name of our call as well: one movement.
    event, _again = PaymentEvent.objects.filter(step=Step.CHARGE_SUCCESS).order_by("id")
    account = event.payment.account
    assert account is not None
    bill = Bill.objects.create(
        account=account, day=date(2026, 11, 22), opens_at=LATE, closes_at=LATE + timedelta(days=1)
    )
    BilledLine.objects.create(
        bill=bill,
        position=1,
        kind="charge",
        key="",
        psp_reference="pay_1",
        amount=10,
        currency="USD",
        fee=Decimal("0.59"),
        fee_currency="USD",
        occurred_at=LATE,
        batch="po_7",
        verdict="matched",
        event_id=event.id,
    )

    (found,) = list_movements().items

    settled = found.settlement
    assert settled is not None
    assert (settled.fee.amount, settled.batch) == (Decimal("0.59"), "po_7")
    assert settled.net == Money(Decimal("9.41"), "USD")


def test_a_grant_has_the_day_of_its_place(place: tuple[str, ...], stamp: Stamp) -> None:
    card = begin("R-1", scopes=place, capture=True)
    told(card.id, Step.CHARGE_SUCCESS, "10", name="pay_1")
    late = Stamp(stamp.by, LATE, stamp.request_id)

    made = operations.grant_refund(
        "R-1", NewRefund(Money(Decimal(1), "USD"), "broken"), key="g", stamp=late
    )

    assert isinstance(made, RefundCard)
    assert made.business_date == date(2026, 11, 23)
