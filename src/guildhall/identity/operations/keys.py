"""Issuing, rotating, narrowing and revoking API keys."""

from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.errors import (
    KeyNotFound,
    NetworkInvalid,
    NotForBrowsers,
    NothingLeft,
    NotNarrowed,
    OverlapTooLong,
    UnknownCapability,
)
from guildhall.identity.events import (
    ApiKeyIssued,
    ApiKeyNarrowed,
    ApiKeyRevoked,
    ApiKeyRotated,
    ApiKeyWidened,
)
from guildhall.identity.models import ApiKey, CapabilityUse
from guildhall.identity.operations.rights import must_hold
from guildhall.identity.queries.keys import EPOCH, PEPPER
from guildhall.identity.states import (
    KEY_CAPABILITIES,
    LONGEST_OVERLAP,
    PUBLISHABLE_CAPABILITIES,
    SHADOW,
    KeyKind,
)
from guildhall.identity.types import KeyTerms, NewKey
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import EVERYWHERE, Stamp
from guildhall.kernel.vault import peppers


@transaction.atomic
def issue_api_key(
    name: str,
    *,
    capabilities: tuple[str, ...],
    stamp: Stamp,
    expires_at: datetime | None = None,
    scope: str = EVERYWHERE,
    terms: KeyTerms | None = None,
) -> NewKey:
    """Issue a key and return it; it cannot be shown again. `terms` say all but its rights.

    Refuses with NotPermitted, UnknownCapability, NotForBrowsers, NetworkInvalid,
    NoSuchScope, MoreThanYouHold or PlanLimitReached.
    """
    terms = terms or KeyTerms(scope=scope, expires_at=expires_at)
    stamp.by.must("keys:edit")
    _must_be_allowed(capabilities, terms, stamp)
    must_have_room("api_keys")

    key, token = _make(name, capabilities=capabilities, terms=terms, stamp=stamp)
    key.save(force_insert=True)

    record(ApiKeyIssued(prefix=key.prefix, capabilities=capabilities, stamp=stamp))
    return NewKey(key.prefix, token)


@transaction.atomic
def rotate_api_key(prefix: str, *, overlap: timedelta, stamp: Stamp) -> NewKey:
    """Issue a key in the place of another, which goes on working for a while.

    Refuses with KeyNotFound, NotPermitted, OverlapTooLong, MoreThanYouHold or PlanLimitReached.
    """
    former = _lock(prefix)
    stamp.by.must("keys:edit")
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise OverlapTooLong(most=LONGEST_OVERLAP // timedelta(hours=1))
    if former.expires_at is not None and former.expires_at <= stamp.at:
        raise KeyNotFound(prefix=prefix)
    kept = former.shadow_capabilities
    capabilities = tuple(former.capabilities if kept is None else kept)
    terms = KeyTerms(
        KeyKind(former.kind), former.scope, tuple(former.addresses), former.rate, former.expires_at
    )
    _must_be_allowed(capabilities, terms, stamp)
    must_have_room("api_keys")

    key, token = _make(former.name, capabilities=capabilities, terms=terms, stamp=stamp)
    key.replaces = former.id
    key.save(force_insert=True)
    end = stamp.at + overlap
    former.expires_at = min(former.expires_at or end, end)
    former.save(update_fields=["expires_at"])
    move_epoch_on_commit(EPOCH)

    record(
        ApiKeyRotated(prefix=prefix, next=key.prefix, former_ends=former.expires_at, stamp=stamp)
    )
    return NewKey(key.prefix, token)


@transaction.atomic
def revoke_api_key(prefix: str, *, stamp: Stamp) -> None:
    """Take a key back; every process stops accepting it within a second.

    Refuses with KeyNotFound or NotPermitted.
    """
    key = _lock(prefix)
    stamp.by.must("keys:edit")

    key.revoked_at = stamp.at
    key.save(update_fields=["revoked_at"])
    move_epoch_on_commit(EPOCH)

    record(ApiKeyRevoked(prefix=prefix, stamp=stamp))


@transaction.atomic
def narrow_api_key(prefix: str, *, without: Collection[str], stamp: Stamp) -> None:
    """Take rights from a key, in a week's time: until then what would be refused is counted.

    Refuses with KeyNotFound, NotPermitted or NothingLeft.
    """
    key = _lock(prefix)
    stamp.by.must("keys:edit")
    kept = _kept(key, at=stamp.at)
    left = [each for each in kept if each not in set(without)]
    if not left:
        raise NothingLeft

    key.shadow_capabilities = left
    key.shadow_until = stamp.at + SHADOW
    key.save(update_fields=["capabilities", "shadow_capabilities", "shadow_until"])
    CapabilityUse.objects.filter(holder=f"key:{prefix}").update(shadow_refusals=0)
    move_epoch_on_commit(EPOCH)

    taken = tuple(sorted(set(kept) - set(left)))
    record(ApiKeyNarrowed(prefix=prefix, taken=taken, until=key.shadow_until, stamp=stamp))


@transaction.atomic
def widen_api_key(prefix: str, *, stamp: Stamp) -> None:
    """Undo a narrowing, also one that has taken effect.

    Refuses with KeyNotFound, NotPermitted, NotNarrowed or MoreThanYouHold.
    """
    key = _lock(prefix)
    stamp.by.must("keys:edit")
    if key.shadow_capabilities is None:
        raise NotNarrowed(prefix=prefix)
    for capability in key.capabilities:
        must_hold(capability, scope=key.scope, stamp=stamp, until=key.expires_at)

    key.shadow_capabilities = key.shadow_until = None
    key.save(update_fields=["shadow_capabilities", "shadow_until"])
    move_epoch_on_commit(EPOCH)

    record(ApiKeyWidened(prefix=prefix, stamp=stamp))


def _lock(prefix: str) -> ApiKey:
    key = ApiKey.objects.select_for_update().filter(prefix=prefix, revoked_at=None).first()
    if key is None:
        raise KeyNotFound(prefix=prefix)
    return key


def _kept(key: ApiKey, *, at: datetime) -> list[str]:
    """Return what former narrowings leave.

    One that has taken effect is for good from now on: the week of another must not give back
    what it has taken.
    """
    kept: list[str] | None = key.shadow_capabilities
    if kept is None:
        return list(key.capabilities)
    if key.shadow_until is not None and key.shadow_until <= at:
        key.capabilities = kept
    return kept


def _must_be_allowed(capabilities: tuple[str, ...], terms: KeyTerms, stamp: Stamp) -> None:
    rules.must_be_scope(terms.scope)
    for capability in capabilities:
        if capability not in KEY_CAPABILITIES:
            raise UnknownCapability(capability=capability)
        for_all = capability in PUBLISHABLE_CAPABILITIES
        if terms.kind is KeyKind.PUBLISHABLE and not for_all:
            raise NotForBrowsers(capability=capability)
        must_hold(capability, scope=terms.scope, stamp=stamp, until=terms.expires_at)
    for network in terms.addresses:
        try:
            ip_network(network)
        except ValueError as error:
            raise NetworkInvalid(network=network) from error


def _make(
    name: str, *, capabilities: tuple[str, ...], terms: KeyTerms, stamp: Stamp
) -> tuple[ApiKey, str]:
    prefix, token = rules.make_token(terms.kind)
    key = ApiKey(
        prefix=prefix,
        digest=rules.keyed_digest(token, peppers(PEPPER)[0]),
        kind=terms.kind,
        last_four=token[-4:],
        name=name,
        capabilities=list(capabilities),
        scope=terms.scope,
        addresses=list(terms.addresses),
        rate=terms.rate,
        created_by=stamp.by.name,
        expires_at=terms.expires_at,
    )
    return key, token
