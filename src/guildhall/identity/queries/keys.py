"""Whose key is this, and what may it do."""

import threading
import time
from uuid import UUID

from django.http import HttpRequest

from guildhall.identity import rules
from guildhall.identity.models import ApiKey
from guildhall.identity.types import KeyCard
from guildhall.kernel import clock
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.stamp import Actor, Grant

EPOCH = "api_keys"
NOTE_USE_EVERY = 60.0

_cards: ScopedCache[str, KeyCard] = ScopedCache(read_epoch=lambda: epoch_of(EPOCH), size=20_000)
_noted: dict[UUID, float] = {}
_noting = threading.Lock()


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor behind an API request's bearer token, if it has a good one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return actor_of_token(token.strip()) if kind.lower() == "bearer" else None


def actor_of_token(token: str) -> Actor | None:
    """Return the actor of an API key, or None if it is unknown, expired or revoked."""
    prefix = rules.prefix_of(token)
    if prefix is None:
        return None
    try:
        card = _cards.get(prefix, lambda: _card(prefix))
    except ApiKey.DoesNotExist:
        return None
    if not rules.matches(token, card.digest):
        return None
    if card.expires_at is not None and card.expires_at <= clock.now():
        return None
    _note_use(card)
    return Actor("api_key", f"key:{card.prefix}", card.grants, card.id)


def _card(prefix: str) -> KeyCard:
    row = ApiKey.objects.get(prefix=prefix, revoked_at__isnull=True)
    grants = tuple(Grant(capability, row.scope) for capability in row.capabilities)
    return KeyCard(row.id, row.prefix, row.name, bytes(row.digest), grants, row.expires_at)


def _note_use(card: KeyCard) -> None:
    """Write `last_used_at` at most once a minute, before the request's own transaction."""
    instant = time.monotonic()
    with _noting:
        if instant - _noted.get(card.id, -NOTE_USE_EVERY) < NOTE_USE_EVERY:
            return
        _noted[card.id] = instant
    ApiKey.objects.filter(id=card.id).update(last_used_at=clock.now())


def count_keys() -> int:
    """Return how many API keys are not revoked, as a plan counts them."""
    return ApiKey.objects.filter(revoked_at=None).count()
