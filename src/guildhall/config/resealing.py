"""Sealing anew, with the newest key, all that the vault has sealed in one schema.

What is current already is left alone, so a run that died is simply begun again; meanwhile the
old key opens what the new one has not sealed yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS, models, router, transaction

from guildhall.audit.models import TrailKey
from guildhall.audit.states import KEY_PURPOSE
from guildhall.finance.models import LegalEntity
from guildhall.finance.queries.platforms import PLATFORM_KEY
from guildhall.fulfillment.models import (
    ACCOUNT_SECRETS,
    CALL_DETAILS,
    CarrierAccount,
    CarrierCall,
)
from guildhall.identity.adapters import SECOND_FACTOR
from guildhall.identity.models import ApiKey
from guildhall.identity.oauth.models import SigningKey
from guildhall.identity.oauth.queries.keys import PURPOSE as SIGNING
from guildhall.identity.queries.keys import PEPPER
from guildhall.identity.rules.keys import KEYED, is_newest
from guildhall.kernel import vault
from guildhall.kernel.fault_points import reached
from guildhall.kernel.jobs import job
from guildhall.kernel.models import PersonalKey
from guildhall.kernel.personal import PURPOSE as PERSONAL
from guildhall.payments.models import PaymentCall, ProviderAccount, SplitReceiver
from guildhall.payments.rules import MEANS, NAMES, SECRETS

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where something that the vault sealed lies; `inside` names its parts of a JSON column."""

    model: type[models.Model]
    column: str
    purpose: str
    inside: tuple[str, ...] = ()

    def anew(self, value: Any) -> Any:
        """Return what to keep instead of `value`: itself, where the newest key sealed it."""
        if not self.inside:
            return self._sealed(value)
        return {
            key: self._part(part) if key in self.inside else part for key, part in value.items()
        }

    def _part(self, part: Any) -> Any:
        return (
            [self._sealed(each) for each in part] if isinstance(part, list) else self._sealed(part)
        )

    def _sealed(self, text: str) -> str:
        if not text or vault.is_current(text, purpose=self.purpose):
            return text
        return vault.reseal(text, purpose=self.purpose)


# tests/audit/test_resealing.py looks for columns that sound sealed and are not here.
SEALED = (
    SealedColumn(PersonalKey, "sealed", PERSONAL),
    SealedColumn(TrailKey, "sealed", KEY_PURPOSE),
    SealedColumn(SigningKey, "sealed_key", SIGNING),
    SealedColumn(CarrierAccount, "sealed_secrets", ACCOUNT_SECRETS),
    SealedColumn(CarrierCall, "sealed_details", CALL_DETAILS),
    SealedColumn(Authenticator, "data", SECOND_FACTOR, ("secret", "seed", "migrated_codes")),
    SealedColumn(ProviderAccount, "sealed", SECRETS, ("now", "before")),
    SealedColumn(PaymentCall, "sealed_means", MEANS),
    SealedColumn(LegalEntity, "sealed_platform_key", PLATFORM_KEY),
    SealedColumn(SplitReceiver, "sealed_name", NAMES),
)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were looked at, and how many of them were sealed anew."""

    rows: int = 0
    anew: int = 0


def reseal_all() -> Resealed:
    """Seal anew what an older key sealed in this schema. Raises SealBroken."""
    rows = anew = 0
    for sealed in (each for each in SEALED if _is_here(each.model)):
        key: Any = None
        while keys := _next_keys(sealed, after=key):
            anew += _reseal_run(sealed, keys)
            rows += len(keys)
            key = keys[-1]
            reached("vault.run_resealed")
    return Resealed(rows, anew)


def keys_left(*, at: datetime) -> int:
    """Return how many live API keys only a former vault key can check: until their next use."""
    alive = ApiKey.objects.filter(revoked_at=None).exclude(expires_at__lte=at)
    held = vault.peppers(PEPPER)
    digests = [bytes(digest) for digest in alive.values_list("digest", flat=True)]
    return sum(each.startswith(KEYED) and not is_newest(each, held) for each in digests)


@job(queue="default", max_retries=3, time_limit_ms=900_000)
def reseal_vault() -> None:
    """Seal anew what an older key sealed."""
    reseal_all()


def _is_here(model: type[models.Model]) -> bool:
    """Return whether a model has its table in this schema: the platform has no payments."""
    return router.allow_migrate_model(DEFAULT_DB_ALIAS, model)


def _next_keys(sealed: SealedColumn, *, after: Any) -> list[Any]:
    rows: models.QuerySet[models.Model] = models.QuerySet(sealed.model).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _reseal_run(sealed: SealedColumn, keys: Sequence[Any]) -> int:
    rows: models.QuerySet[models.Model] = (
        models.QuerySet(sealed.model).filter(pk__in=keys).order_by("pk").select_for_update()
    )
    done = 0
    for row in rows:
        value = getattr(row, sealed.column)
        anew = sealed.anew(value)
        if anew != value:
            setattr(row, sealed.column, anew)
            row.save(update_fields=[sealed.column])
            done += 1
    return done
