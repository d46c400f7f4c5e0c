"""Accounts with providers: opened, changed, their keys exchanged. Live and test never mix."""

import json
import secrets as randomness
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.kernel import vault
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import find_brand
from guildhall.payments import rules
from guildhall.payments.errors import AccountExists, AccountInvalid, AccountNotFound
from guildhall.payments.events import PaymentAccountChanged, PaymentAccountKeysRotated
from guildhall.payments.models import ProviderAccount
from guildhall.payments.ports import provider
from guildhall.payments.queries.accounts import card_of
from guildhall.payments.types import AccountCard, NewAccount

MOST_FORMER = 3
LONGEST_OVERLAP = timedelta(days=7)


@transaction.atomic
def open_account(new: NewAccount, *, stamp: Stamp) -> AccountCard:
    """Enter an account with a provider; its secrets are sealed and never shown again.

    Refuses with NotPermitted, ProviderNotBound, AccountInvalid or AccountExists.
    """
    brand = _brand(new.brand)
    stamp.by.must("payments:approve", scope=_scopes(new.brand))
    provider(new.provider)
    if not new.code.isascii() or not new.code.replace("-", "").isalnum() or len(new.code) > 40:
        raise AccountInvalid(errors={"code": N_("Use letters, digits and hyphens, at most 40.")})
    if ProviderAccount.objects.filter(code=new.code).exists():
        raise AccountExists(account=new.code)

    row = ProviderAccount(
        code=new.code,
        provider=new.provider,
        name=new.name,
        live=new.live,
        brand_id=brand,
        settings=dict(new.settings),
        sealed={"now": _sealed(new.secrets), "before": []},
        token=randomness.token_urlsafe(32),
        created_at=stamp.at,
        updated_at=stamp.at,
    )
    row.save(force_insert=True)
    _tell(row, stamp)
    return card_of(row)


@transaction.atomic
def change_account(
    code: str,
    *,
    name: str,
    settings: Mapping[str, str],
    enabled: bool,
    stamp: Stamp,
    seen: Expected = WHATEVER,
) -> AccountCard:
    """Change what is not secret. Whether it is live, and whose it is, never changes.

    Refuses with AccountNotFound, NotPermitted or ChangedMeanwhile.
    """
    row = _lock(code, stamp)
    seen.must_be(card_of(row).version)
    row.name, row.settings, row.enabled = name, dict(settings), enabled
    row.updated_at = stamp.at
    row.save(update_fields=["name", "settings", "enabled", "updated_at"])
    _tell(row, stamp)
    return card_of(row)


@transaction.atomic
def rotate_secrets(
    code: str, *, secrets: Mapping[str, str], overlap: timedelta, stamp: Stamp
) -> AccountCard:
    """Exchange secrets by name. What they were still verifies notifications for `overlap`.

    Refuses with AccountNotFound, NotPermitted or AccountInvalid.
    """
    row = _lock(code, stamp)
    if not secrets or not all(secrets.values()):
        raise AccountInvalid(errors={"secrets": N_("Enter the new secrets.")})
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise AccountInvalid(errors={"overlap": N_("Let it be between now and a week.")})
    former = row.sealed.get("now", "")
    opened = json.loads(vault.open_sealed(former, purpose=rules.SECRETS)) if former else {}
    kept = row.sealed.get("before", []) if _overlaps(row, stamp) else []
    row.sealed = {
        "now": _sealed({**opened, **secrets}),
        "before": [former, *kept][:MOST_FORMER] if former and overlap else [],
    }
    row.before_until = stamp.at + overlap
    row.updated_at = stamp.at
    row.save(update_fields=["sealed", "before_until", "updated_at"])
    record(PaymentAccountKeysRotated(account=code, until=row.before_until, stamp=stamp))
    return card_of(row)


def _overlaps(row: ProviderAccount, stamp: Stamp) -> bool:
    return row.before_until is not None and row.before_until > stamp.at


def _lock(code: str, stamp: Stamp) -> ProviderAccount:
    rows = ProviderAccount.objects.select_related("brand").filter(code=code)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise AccountNotFound(account=code)
    stamp.by.must("payments:approve", scope=_scopes(row.brand.code if row.brand else ""))
    return row


def _scopes(brand: str) -> tuple[str, ...]:
    return (f"brand:{brand}",) if brand else ()


def _brand(code: str) -> UUID | None:
    if not code:
        return None
    found = find_brand(code)
    if found is None:
        raise AccountInvalid(errors={"brand": N_("There is no such brand.")})
    return found


def _sealed(secrets: Mapping[str, str]) -> str:
    return vault.seal(json.dumps(dict(secrets)), purpose=rules.SECRETS)


def _tell(row: ProviderAccount, stamp: Stamp) -> None:
    record(
        PaymentAccountChanged(
            account=row.code,
            provider=row.provider,
            live=row.live,
            enabled=row.enabled,
            stamp=stamp,
        )
    )
