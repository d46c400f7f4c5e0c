"""Issuing and revoking API keys."""

from datetime import datetime

from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.errors import KeyNotFound, UnknownCapability
from guildhall.identity.events import ApiKeyIssued, ApiKeyRevoked
from guildhall.identity.models import ApiKey
from guildhall.identity.operations.rights import must_hold
from guildhall.identity.queries import EPOCH
from guildhall.identity.states import KEY_CAPABILITIES
from guildhall.identity.types import NewKey
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def issue_api_key(
    name: str,
    *,
    capabilities: tuple[str, ...],
    stamp: Stamp,
    expires_at: datetime | None = None,
    scope: str = EVERYWHERE,
) -> NewKey:
    """Issue a key and return it; it cannot be shown again.

    Refuses with NotPermitted, UnknownCapability, MoreThanYouHold or PlanLimitReached.
    """
    stamp.by.must("keys:edit")
    for capability in capabilities:
        if capability not in KEY_CAPABILITIES:
            raise UnknownCapability(capability=capability)
        must_hold(capability, scope=scope, stamp=stamp)
    must_have_room("api_keys")

    prefix, token = rules.make_token()
    ApiKey(
        prefix=prefix,
        digest=rules.digest_of(token),
        name=name,
        capabilities=list(capabilities),
        scope=scope,
        expires_at=expires_at,
    ).save(force_insert=True)

    record(ApiKeyIssued(prefix=prefix, capabilities=capabilities, stamp=stamp))
    return NewKey(prefix, token)


@transaction.atomic
def revoke_api_key(prefix: str, *, stamp: Stamp) -> None:
    """Take a key back; every process stops accepting it within a second.

    Refuses with KeyNotFound or NotPermitted.
    """
    key = ApiKey.objects.select_for_update().filter(prefix=prefix, revoked_at=None).first()
    if key is None:
        raise KeyNotFound(prefix=prefix)
    stamp.by.must("keys:edit")

    key.revoked_at = stamp.at
    key.save(update_fields=["revoked_at"])
    move_epoch_on_commit(EPOCH)

    record(ApiKeyRevoked(prefix=prefix, stamp=stamp))
