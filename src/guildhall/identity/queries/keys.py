"""Whose key is this, and what may it do."""

from datetime import datetime

from guildhall.identity import rules
from guildhall.identity.models import ApiKey
from guildhall.identity.states import KeyKind
from guildhall.identity.types import KeyCard
from guildhall.kernel import clock
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.stamp import Actor, Grant
from guildhall.kernel.vault import peppers

EPOCH = "api_keys"
PEPPER = "api_key"

_cards: ScopedCache[str, KeyCard] = ScopedCache(read_epoch=lambda: epoch_of(EPOCH), size=20_000)


def find_key(token: str, *, at: datetime, address: str = "") -> KeyCard | None:
    """Return the card of an API key, or None where it opens nothing.

    It is unknown, expired, revoked, or used from where it may not be: nobody is told which.
    """
    prefix = rules.prefix_of(token)
    if prefix is None:
        return None
    try:
        card = _cards.get(prefix, lambda: _card(prefix))
    except ApiKey.DoesNotExist:
        return None
    if not rules.matches(token, card.digest, peppers(PEPPER)):
        return None
    if card.expires_at is not None and card.expires_at <= at:
        return None
    return card if rules.comes_from(address, card.addresses) else None


def actor_of_key(card: KeyCard, *, at: datetime) -> Actor:
    """Return who acts with a key."""
    return Actor("api_key", f"key:{card.prefix}", card.grants_at(at), card.id)


def actor_of_token(token: str, *, address: str = "") -> Actor | None:
    """Return the actor of an API key, or None where it opens nothing."""
    at = clock.now()
    card = find_key(token, at=at, address=address)
    return actor_of_key(card, at=at) if card else None


def _card(prefix: str) -> KeyCard:
    return card_of(ApiKey.objects.get(prefix=prefix, revoked_at__isnull=True))


def card_of(row: ApiKey) -> KeyCard:
    """Return a row as what checks a key."""
    narrowed = row.shadow_capabilities
    return KeyCard(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        digest=bytes(row.digest),
        grants=_grants(row.capabilities, row.scope),
        expires_at=row.expires_at,
        kind=KeyKind(row.kind),
        addresses=tuple(row.addresses),
        rate=row.rate,
        narrowed=None if narrowed is None else _grants(narrowed, row.scope),
        shadow_until=row.shadow_until,
    )


def _grants(capabilities: list[str], scope: str) -> tuple[Grant, ...]:
    return tuple(Grant(capability, scope) for capability in capabilities)


def count_keys() -> int:
    """Return how many API keys are not revoked, as a plan counts them."""
    return ApiKey.objects.filter(revoked_at=None).count()
