"""What can be asked about accounts with providers. Secrets are opened here and nowhere else."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from guildhall.kernel import vault
from guildhall.payments import rules
from guildhall.payments.errors import AccountNotFound
from guildhall.payments.models import ProviderAccount
from guildhall.payments.types import Account, AccountCard


def get_account(code: str) -> AccountCard:
    """Return an account without its secrets. Refuses with AccountNotFound."""
    row = ProviderAccount.objects.select_related("brand").filter(code=code).first()
    if row is None:
        raise AccountNotFound(account=code)
    return card_of(row)


def list_accounts(*, enabled: bool | None = None, brand: str = "") -> tuple[AccountCard, ...]:
    """Return the accounts by code. `brand`: those of this brand, and those of no brand."""
    rows = ProviderAccount.objects.select_related("brand").order_by("code")
    if enabled is not None:
        rows = rows.filter(enabled=enabled)
    return tuple(
        card_of(row) for row in rows if not brand or row.brand is None or row.brand.code == brand
    )


def opened(row: ProviderAccount) -> Account:
    """Return an account as a provider's adapter takes it, its secrets opened."""
    return Account(
        id=row.id,
        provider=row.provider,
        live=row.live,
        settings=row.settings,
        secrets=unsealed(row.sealed.get("now", "")),
        base_url=settings.PROVIDER_URLS.get(row.provider, ""),
    )


def verifying(row: ProviderAccount, *, at: datetime) -> tuple[Account, ...]:
    """Return the accounts whose secrets may have signed: today's, and former ones for a time."""
    now = opened(row)
    if row.before_until is None or row.before_until <= at:
        return (now,)
    before = (unsealed(each) for each in row.sealed.get("before", []))
    return (now, *(replace(now, secrets=secrets) for secrets in before))


def unsealed(text: str) -> Mapping[str, str]:
    """Return sealed secrets by name."""
    if not text:
        return {}
    found: dict[str, str] = json.loads(vault.open_sealed(text, purpose=rules.SECRETS))
    return found


def card_of(row: ProviderAccount) -> AccountCard:
    """Return an account without its secrets."""
    return AccountCard(
        id=row.id,
        code=row.code,
        provider=row.provider,
        name=row.name,
        live=row.live,
        brand=row.brand.code if row.brand else "",
        settings=row.settings,
        secret_names=tuple(sorted(unsealed(row.sealed.get("now", "")))),
        before_until=row.before_until,
        token=row.token,
        enabled=row.enabled,
        forged=row.forged,
        forged_at=row.forged_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=f"{row.id.hex[-12:]}-{row.updated_at:%Y%m%d%H%M%S%f}",
    )
