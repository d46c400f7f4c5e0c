"""Payments and refunds of an order, and accounts with providers, as people see and move them."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings

from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments import operations
from guildhall.payments.errors import REASONS
from guildhall.payments.queries import get_account, get_payment, refunds_of
from guildhall.payments.states import GrantState, Reason, Stand
from tests.console.conftest import SignIn
from tests.factories.payments import begin, now_stamp, open_plain, plain_offered, send
from tests.twins.plain.server import PlainTwin

SECRET = "very-secret-indeed"


@pytest.fixture
def twin(settings: Settings) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        yield running


def post(client: Client, path: str, **given: object) -> str:
    answer = client.post(path, {"token": str(new_id()), **given}, follow=True)
    return str(answer.content.decode())


def test_an_account_is_entered_and_its_keys_are_never_shown(
    sign_in: SignIn, twin: PlainTwin
) -> None:
    owner = sign_in(Role.OWNER)

    shown = post(
        owner,
        "/payments/accounts/new",
        code="card",
        provider="plain",
        brand="",
        settings="merchant = 17",
        secrets=f"key = {SECRET}\n-----BEGIN-----",
    )

    assert "merchant" in shown
    assert SECRET not in shown
    assert get_account("card").secret_names == ("key",)
    assert SECRET not in owner.get("/payments/accounts/card").content.decode()


def test_keys_are_exchanged_with_an_overlap(sign_in: SignIn, twin: PlainTwin) -> None:
    owner = sign_in(Role.OWNER)
    open_plain()

    post(owner, "/payments/accounts/plain/keys", secrets="key = newer", overlap="24")

    assert get_account("plain").before_until is not None


def test_an_account_is_switched_off_and_on(sign_in: SignIn, twin: PlainTwin) -> None:
    owner = sign_in(Role.OWNER)
    open_plain()

    post(owner, "/payments/accounts/plain/switch", enabled="0")
    assert not get_account("plain").enabled

    post(owner, "/payments/accounts/plain/switch", enabled="1")
    assert get_account("plain").enabled


def test_who_sees_payments_alone_is_not_told_where_to_notify(
    sign_in: SignIn, twin: PlainTwin
) -> None:
    token = open_plain().token

    support = sign_in(Role.SUPPORT)

    assert token not in support.get("/payments/accounts/plain").content.decode()
    assert support.get("/payments/accounts/new").status_code == 403


def test_a_refund_is_granted_and_given_back_on_the_page(sign_in: SignIn, twin: PlainTwin) -> None:
    open_plain()
    card = begin("R-1")
    operations.void_payment(card.id, reason="x", key="v", stamp=now_stamp())
    operations.record_manual_payment(
        "R-1", amount=Money(Decimal(9), "USD"), key="cash", stamp=now_stamp()
    )
    finance = sign_in(Role.FINANCE)

    post(finance, "/payments/of/R-1/refund", amount="4", reason="broken")
    (granted,) = refunds_of("R-1")
    assert granted.state == GrantState.NONE
    post(finance, f"/payments/refunds/{granted.id}/execute")

    assert refunds_of("R-1")[0].state == GrantState.SUCCESS
    assert "4.00" in finance.get("/payments/of/R-1").content.decode()


def test_more_than_was_paid_is_refused_on_the_page(sign_in: SignIn, twin: PlainTwin) -> None:
    operations.record_manual_payment(
        "R-1", amount=Money(Decimal(9), "USD"), key="cash", stamp=now_stamp()
    )

    shown = post(sign_in(Role.FINANCE), "/payments/of/R-1/refund", amount="10", reason="broken")

    assert "At most 9.00 USD can be given back" in shown


def test_a_payment_is_called_off_and_a_transfer_noted(sign_in: SignIn, twin: PlainTwin) -> None:
    open_plain()
    card = begin("R-1")
    transfer = operations.expect_transfer(
        "R-1", amount=Money(Decimal(7), "USD"), key="bank", stamp=now_stamp()
    )
    finance = sign_in(Role.FINANCE)

    post(finance, f"/payments/{card.id}/void", reason="gone")
    post(finance, f"/payments/{transfer.id}/transfer", amount="6")

    assert get_payment(card.id).stand == Stand.VOIDED
    assert get_payment(transfer.id).totals.charged.amount == 6


def test_a_no_of_the_provider_is_told_in_words(sign_in: SignIn, twin: PlainTwin) -> None:
    open_plain()
    send(begin("R-1", token="declined", capture=True).id)

    shown = sign_in(Role.FINANCE).get("/payments/of/R-1").content.decode()

    assert str(REASONS[Reason.DECLINED]) in shown


def test_who_has_no_right_sees_no_payments(sign_in: SignIn) -> None:
    assert sign_in(Role.WAREHOUSE).get("/payments/of/R-1").status_code == 403
    assert sign_in(Role.FINANCE).get("/payments/of/NONE").status_code == 200
