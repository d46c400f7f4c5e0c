"""What of money waits for a clerk: lapses, unheard calls, unread notifications, charge backs."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings

from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from guildhall.payments import operations
from guildhall.payments.models import (
    Bill,
    BillPlan,
    Dispute,
    Notification,
    Payment,
    PaymentCall,
    ProviderAccount,
)
from guildhall.payments.states import CallState, DisputeState, NoticeState
from guildhall.payments.types import NewRefund
from tests.console.conftest import SignIn
from tests.factories.bills import make_account, make_bill
from tests.factories.company import Company
from tests.factories.payments import begin, open_plain, pay, plain_offered
from tests.twins.plain.server import PlainTwin


@pytest.fixture
def twin(settings: Settings, shop: Company) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        open_plain()
        yield running


def act(client: Client, path: str, **fields: str) -> int:
    return client.post(path, {**fields, "token": str(new_id())}).status_code


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def make_notice(code: str = "plain") -> Notification:
    return Notification.objects.create(
        account=ProviderAccount.objects.get(code=code),
        event_id="evt-odd",
        kind="charge.odd",
        state=NoticeState.FAILED,
        attempts=13,
        received_at=clock.now(),
    )


def make_dispute(code: str = "plain") -> Dispute:
    return Dispute.objects.create(
        account=ProviderAccount.objects.get(code=code),
        psp_reference="dp-17",
        amount=Decimal(10),
        currency="USD",
        reason="fraudulent",
        due_by=clock.now() + timedelta(days=2),
        opened_at=clock.now(),
    )


def test_where_nothing_waits_it_says_so(twin: PlainTwin, sign_in: SignIn) -> None:
    assert "Nothing waits" in read(sign_in(Role.FINANCE), "/payments")


def test_what_waits_stands_on_one_page(twin: PlainTwin, sign_in: SignIn, stamp: Stamp) -> None:
    lapsing, unheard = pay("LAPSING"), begin("UNHEARD", key="lost")
    Payment.objects.filter(pk=lapsing.id).update(expires_at=clock.now() + timedelta(hours=5))
    PaymentCall.objects.filter(payment=unheard.id).update(state=CallState.UNKNOWN, attempts=9)
    pay("BACK", key="paid", capture=True)
    ten = Money(Decimal(10), "USD")
    operations.grant_refund("BACK", NewRefund(ten, "broken"), key="back", stamp=stamp)
    make_notice()
    make_dispute()

    shown = read(sign_in(Role.FINANCE), "/payments")

    for told in ("LAPSING", "UNHEARD", "BACK", "charge.odd", "dp-17"):
        assert told in shown


def test_a_notification_is_read_again_and_a_call_asked_after(
    twin: PlainTwin, sign_in: SignIn
) -> None:
    notice, unheard = make_notice(), begin("UNHEARD", key="lost")
    PaymentCall.objects.filter(payment=unheard.id).update(
        state=CallState.UNKNOWN, attempts=9, next_at=clock.now() + timedelta(hours=1)
    )
    client = sign_in(Role.FINANCE)

    again = act(client, f"/payments/unread/{notice.id}/retry")
    twice = act(client, f"/payments/unread/{notice.id}/retry")
    asked = act(client, f"/payments/calls/{unheard.call}/look")

    notice.refresh_from_db()
    assert unheard.call
    assert (again, twice, asked) == (302, 409, 302)
    assert notice.state != NoticeState.FAILED
    assert PaymentCall.objects.filter(next_at__lte=clock.now(), pk=unheard.call).exists()


def test_a_charge_back_is_answered_and_closed(twin: PlainTwin, sign_in: SignIn) -> None:
    dispute, client = make_dispute(), sign_in(Role.FINANCE)
    path = f"/payments/disputes/{dispute.id}"
    Dispute.objects.update(state=DisputeState.EVIDENCE_DUE)

    empty = act(client, f"{path}/submit")
    act(client, f"{path}/evidence", text="Delivered on Monday.")
    handed_in = act(client, f"{path}/submit")
    closed = act(client, f"{path}/close", won="1")

    dispute.refresh_from_db()
    assert (empty, handed_in, closed) == (422, 302, 302)
    assert dispute.state == DisputeState.WON
    assert "Delivered on Monday." in read(client, path)
    assert "dp-17" not in read(client, "/payments/disputes")
    assert "dp-17" in read(client, "/payments/disputes?state=all")


def test_bills_say_when_they_are_fetched_and_one_is_fetched_again(
    shop: Company, sign_in: SignIn
) -> None:
    account = make_account("cards", provider="stripe")
    bill = make_bill(account)
    Bill.objects.update(next_at=None)
    client = sign_in(Role.FINANCE)

    fetched = act(client, f"/reconciliation/bills/{bill.id}/fetch")
    changed = act(
        client,
        "/reconciliation/plans/cards",
        enabled="on",
        ready_at="08:30",
        time_zone="Europe/Berlin",
        since="2026-11-20",
    )
    wrong = act(
        client,
        "/reconciliation/plans/cards",
        ready_at="08:30",
        time_zone="Nowhere",
        since="2026-11-20",
    )
    shown = read(client, "/reconciliation/plans")

    assert (fetched, changed, wrong) == (302, 302, 422)
    assert Bill.objects.get().next_at is not None
    assert BillPlan.objects.get().time_zone == "Europe/Berlin"
    assert "08:30" in shown


def test_an_account_is_tried(twin: PlainTwin, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)

    good = client.post("/payments/accounts/plain/try", {"token": str(new_id())})
    twin.secret = "another"
    bad = client.post("/payments/accounts/plain/try", {"token": str(new_id())})

    assert "takes these keys" in good.content.decode()
    assert bad.status_code == 422
    assert "plain refused" in bad.content.decode()


def test_a_channel_says_how_long_it_waits_for_money(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)

    kept = act(client, "/channels/web/payment", unpaid_minutes="45", late_payment="reopen")
    wrong = act(client, "/channels/web/payment", unpaid_minutes="0", late_payment="reopen")

    assert (kept, wrong) == (302, 422)
    assert get_channel("web").unpaid == timedelta(minutes=45)
    assert get_channel("web").late_payment == "reopen"


@pytest.mark.parametrize("path", ["/payments", "/payments/disputes", "/reconciliation/plans"])
def test_who_has_nothing_to_do_with_money_sees_none_of_it(
    shop: Company, sign_in: SignIn, path: str
) -> None:
    assert sign_in(Role.WAREHOUSE).get(path).status_code == 403
