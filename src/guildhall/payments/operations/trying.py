"""An account is tried: its provider is asked about a payment that nobody ever made."""

from decimal import Decimal

from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import (
    AccountInvalid,
    AccountNotFound,
    ProviderRefused,
    ProviderSilent,
)
from guildhall.payments.models import ProviderAccount
from guildhall.payments.operations.calling import let_go
from guildhall.payments.ports import provider
from guildhall.payments.queries.accounts import opened
from guildhall.payments.queries.reach import scopes_of
from guildhall.payments.states import CallKind, Outcome, Reason
from guildhall.payments.types import Change


def try_account(code: str, *, currency: str = "USD", stamp: Stamp) -> None:
    """Ask an account's provider about nothing, to hear whether it takes our keys.

    Moves no money and changes nothing. Not inside a transaction. Refuses with AccountNotFound,
    NotPermitted, ProviderNotBound, AccountInvalid, ProviderRefused or ProviderSilent.
    """
    row = ProviderAccount.objects.select_related("brand").filter(code=code).first()
    if row is None:
        raise AccountNotFound(account=code)
    stamp.by.must("payments:approve", scope=scopes_of(row))
    vendor, account, key = provider(row.provider), opened(row), new_id().hex
    let_go()
    nothing = Money(Decimal(1), currency)
    try:
        standing = vendor.look(account, Change(key, "", key, nothing, CallKind.BEGIN, stamp.at))
    except (KeyError, ValueError) as error:
        lacks = N_("Something that this provider needs is missing, or cannot be read.")
        raise AccountInvalid(errors={"settings": lacks}) from error
    answer = standing.answer
    if answer.outcome is Outcome.UNKNOWN:
        raise ProviderSilent(provider=row.provider)
    # What it does not know was asked with keys that it knows.
    if answer.outcome is Outcome.REFUSED and answer.reason in REFUSED_FOR_KEYS:
        raise ProviderRefused(
            provider=row.provider, reason=answer.reason, vendor_code=answer.vendor_code
        )


REFUSED_FOR_KEYS = {
    Reason.CREDENTIALS_REFUSED,
    Reason.NOT_ENABLED,
    Reason.REQUEST_INVALID,
    Reason.OTHER,
}
