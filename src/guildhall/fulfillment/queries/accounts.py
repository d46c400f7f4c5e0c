"""Accounts with carriers, and what they were asked."""

import json
from datetime import datetime

from guildhall.fulfillment.errors import CarrierAccountNotFound
from guildhall.fulfillment.models import (
    ACCOUNT_SECRETS,
    CarrierAccount,
    CarrierCall,
    CarrierNotice,
)
from guildhall.fulfillment.queries.cards import account_of
from guildhall.fulfillment.queries.parcels import RUNNING
from guildhall.fulfillment.states import NoticeState
from guildhall.fulfillment.types import Account, AccountCard
from guildhall.kernel.vault import open_sealed


def list_accounts() -> tuple[AccountCard, ...]:
    """Return all accounts with carriers, in use or not."""
    return tuple(_card(row) for row in CarrierAccount.objects.order_by("code"))


def get_account(code: str) -> AccountCard:
    """Return an account with a carrier. Refuses with CarrierAccountNotFound."""
    row = CarrierAccount.objects.filter(code=code).first()
    if row is None:
        raise CarrierAccountNotFound(code=code)
    return _card(row)


def opened(row: CarrierAccount) -> Account:
    """Return an account with its secrets, for one call."""
    return Account(row.id, row.vendor, row.live, dict(row.settings), secrets_of(row))


def secrets_of(row: CarrierAccount) -> dict[str, str]:
    """Return the secrets of an account."""
    if not row.sealed_secrets:
        return {}
    told: dict[str, str] = json.loads(open_sealed(row.sealed_secrets, purpose=ACCOUNT_SECRETS))
    return told


def calls_due(at: datetime, *, most: int = 200) -> tuple[str, ...]:
    """Return which calls are to be made, or asked about, by now."""
    rows = CarrierCall.objects.filter(state__in=RUNNING, next_at__lte=at).order_by("next_at")
    return tuple(str(key) for key in rows.values_list("id", flat=True)[:most])


def notices_due(*, most: int = 500) -> tuple[str, ...]:
    """Return which notifications nobody has read yet, oldest first."""
    rows = CarrierNotice.objects.filter(state=NoticeState.RECEIVED).order_by("received_at")
    return tuple(str(key) for key in rows.values_list("id", flat=True)[:most])


def _card(row: CarrierAccount) -> AccountCard:
    return account_of(row, sorted(secrets_of(row)))
