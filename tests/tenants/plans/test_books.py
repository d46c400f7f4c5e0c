"""The account is a ledger: what is entered stays, once, in the account's own money."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.db.models import Model

from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tenants.plans.errors import AmountInvalid, NoSubscription, ReferenceTaken
from tenants.plans.models import AccountEntry, Invoice, InvoiceLine
from tenants.plans.operations import record_payment, renew
from tests.tenants.plans.conftest import OPENED, on, usd
from tests.tenants.plans.test_billing import TRIAL_OVER, account, pay


def test_the_same_payment_twice_is_one(alpha_pays: Scope) -> None:
    pay(alpha_pays, "30.00", OPENED)
    pay(alpha_pays, "30.00", OPENED)

    with pytest.raises(ReferenceTaken):
        pay(alpha_pays, "31.00", OPENED)

    assert account(alpha_pays, OPENED).balance == usd("-30.00")


@pytest.mark.parametrize(
    "amount", [usd("0"), usd("-1.00"), usd("0.001"), usd("NaN"), Money(usd("1").amount, "EUR")]
)
def test_an_odd_amount_is_not_entered(alpha_pays: Scope, amount: Money) -> None:
    with pytest.raises(AmountInvalid):
        record_payment(alpha_pays.tenant_id, amount=amount, reference="odd", stamp=on(OPENED))

    assert not AccountEntry.objects.exists()


def test_a_company_that_pays_nothing_has_no_account_to_pay_into(
    platform: Scope, scopes: dict[str, Scope]
) -> None:
    with pytest.raises(NoSubscription):
        pay(scopes["beta"], "30.00", OPENED)


def test_a_company_cannot_pay_itself_off(alpha_pays: Scope) -> None:
    own = Stamp(Actor("staff", "x", (Grant("account:edit"),)), OPENED)

    with pytest.raises(NotPermitted):
        record_payment(alpha_pays.tenant_id, amount=usd("1.00"), reference="r", stamp=own)
    with pytest.raises(NotPermitted):
        renew(alpha_pays.tenant_id, stamp=own)


@pytest.mark.parametrize("book", [Invoice, InvoiceLine, AccountEntry])
def test_the_books_can_be_written_and_never_changed(alpha_pays: Scope, book: type[Model]) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        book._base_manager.all().update(id=alpha_pays.tenant_id)  # noqa: SLF001 - any model's


def test_the_balance_is_what_invoices_ask_less_what_was_paid(alpha_pays: Scope) -> None:
    pay(alpha_pays, "45.00", OPENED)
    renew(alpha_pays.tenant_id, stamp=on(OPENED.replace(month=6)))

    now = account(alpha_pays, OPENED.replace(month=6))

    asked = sum((invoice.total for invoice in now.invoices), usd("0"))
    assert now.balance == asked - usd("45.00")
    assert sum((invoice.open for invoice in now.invoices), usd("0")) == now.balance


def test_an_operator_enters_a_payment_by_hand(
    alpha_pays: Scope, capsys: pytest.CaptureFixture[str]
) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))

    for _ in range(2):
        call_command("record_payment", "alpha", "10.00", "USD", "transfer 4711")

    assert capsys.readouterr().out == 2 * "alpha: 20.0000 USD are open\n"
    for words in (("nobody", "10.00", "USD"), ("alpha", "ten", "USD"), ("alpha", "1.00", "EUR")):
        with pytest.raises(CommandError):
            call_command("record_payment", *words, "transfer 4712")
