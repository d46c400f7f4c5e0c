"""Accounts with providers for programs: seen. Keys of providers are entered by people alone."""

from django.http import HttpRequest
from ninja import Router

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.payments import queries
from guildhall.payments.api.schemas import AccountOut, AccountsOut

accounts = Router(tags=["payments"])


@accounts.get(
    "", response=AccountsOut, auth=Needs("payments:view"), operation_id="list_payment_accounts"
)
def list_accounts(request: HttpRequest) -> AccountsOut:
    """List the accounts with providers that are within the caller's reach."""
    actor = stamp_of(request).by
    actor.reach("payments:view")
    found = queries.list_accounts()
    seen = [card for card in found if actor.may("payments:view", scope=card.scopes)]
    return AccountsOut(items=[AccountOut.of(card) for card in seen])
