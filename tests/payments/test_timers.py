"""What the clock does: warns once of what is about to lapse, closes what nobody paid in time."""

from dataclasses import replace
from datetime import timedelta

from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.queries import get_payment
from guildhall.payments.states import Stand, Step, Strategy
from guildhall.payments.types import ProviderStep
from tests.factories.payments import ASK, begin, now_stamp, send
from tests.payments.deeds import come_back
from tests.twins.plain.server import PlainTwin

HOLDS = timedelta(days=7)


def authorized_at(stamp: Stamp) -> None:
    card = begin()
    told = ProviderStep(
        "psp",
        Step.AUTHORIZE_SUCCESS,
        ASK.amount,
        stamp.at,
        card.id.hex,
        expires_at=stamp.at + HOLDS,
    )
    operations.note_steps(card.id, (told,), source="notice", stamp=stamp)


def warned() -> int:
    return Fact.objects.filter(type="payment.authorization_lapses").count()


def test_an_authorization_that_lapses_within_a_day_is_told_once(shop: Scope) -> None:
    stamp = now_stamp()
    authorized_at(stamp)

    operations.warn_of_lapses(stamp=stamp)
    assert warned() == 0

    soon = replace(stamp, at=stamp.at + HOLDS - timedelta(hours=20))
    operations.warn_of_lapses(stamp=soon)
    operations.warn_of_lapses(stamp=soon)

    assert warned() == 1


def test_what_nobody_paid_in_time_is_closed_at_the_provider(shop: Scope, twin: PlainTwin) -> None:
    stamp = now_stamp()
    ask = replace(
        ASK, token="act", strategy=Strategy.CHARGE, expires_at=stamp.at - timedelta(minutes=1)
    )
    card = operations.begin_payment("R-1", ask=ask, key="k", stamp=stamp)
    send(card.id)

    assert operations.close_overdue(stamp=stamp) == 1
    assert operations.close_overdue(stamp=stamp) == 0
    come_back()

    assert get_payment(card.id).stand == Stand.VOIDED


def test_what_is_paid_after_it_was_called_off_is_told_as_late(shop: Scope) -> None:
    card = begin(capture=True)
    operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp())

    told = ProviderStep("psp", Step.CHARGE_SUCCESS, ASK.amount, now_stamp().at, card.id.hex)
    operations.note_steps(card.id, (told,), source="notice", stamp=now_stamp())

    assert Fact.objects.get(type="payment.charged").payload["late"] is True
