"""Somebody who acted before: what they may do by now, and which person stands behind them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from guildhall.identity.models import ApiKey
from guildhall.identity.queries.keys import actor_of_key, card_of
from guildhall.identity.queries.people import actor_of_staff, find_user
from guildhall.kernel.stamp import Actor


def actor_again(kind: str, ident: UUID, *, at: datetime) -> Actor | None:
    """Return a person or a key with what they may do now; None where they may no longer act."""
    if kind == "staff":
        person = find_user(ident)
        return None if person is None else actor_of_staff(person)
    if kind == "api_key":
        works = Q(expires_at=None) | Q(expires_at__gt=at)
        row = ApiKey.objects.filter(works, pk=ident, revoked_at=None).first()
        return None if row is None else actor_of_key(card_of(row), at=at)
    return None


def maker_of_key(key: UUID) -> UUID | None:
    """Return the person who made a key; None where a program did."""
    made_by = ApiKey.objects.filter(pk=key).values_list("created_by", flat=True).first()
    return person_named(made_by or "")


def person_named(actor: str) -> UUID | None:
    """Return whom an actor's name means, `staff:<id>`; None where it is no person's."""
    kind, _, ident = actor.partition(":")
    return UUID(ident) if kind == "staff" else None


def keys_made_by(user: UUID) -> tuple[UUID, ...]:
    """Return the keys that a person made, also those that open nothing any more."""
    made = ApiKey.objects.filter(created_by=f"staff:{user}")
    return tuple(made.order_by("id").values_list("id", flat=True))
