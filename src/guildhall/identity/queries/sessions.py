"""How long a person stays signed in, where, and how lately they proved who they are."""

from datetime import datetime
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from guildhall.identity import rules
from guildhall.identity.models import KnownDevice, User
from guildhall.identity.states import (
    FRESH_FOR,
    IDLE_SESSION,
    LONGEST_SESSION,
    SEEN_AT,
    SIGNED_IN_AT,
)
from guildhall.identity.types import SessionCard


def is_session_over(session: SessionBase, *, at: datetime) -> bool:
    """Return whether a session has lasted as long as it may, or nobody used it for too long."""
    since: str | None = session.get(SIGNED_IN_AT)
    if since is None:
        return True
    signed_in_at = datetime.fromisoformat(since)
    seen_at = datetime.fromisoformat(session.get(SEEN_AT, since))
    return rules.session_ends_at(signed_in_at, seen_at) <= at


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Return whether the person proved a moment ago who they are, by whichever means."""
    user = request.user
    if not user.is_authenticated or not isinstance(user, User):
        return False
    proofs = get_authentication_records(request, user)
    return bool(proofs) and at.timestamp() - proofs[-1]["at"] < FRESH_FOR.total_seconds()


def list_sessions(user: UUID, *, current: str, at: datetime) -> tuple[SessionCard, ...]:
    """Return where a person is signed in, this session first, then the latest."""
    alive = UserSession.objects.filter(
        user_id=user,
        session_key__in=Session.objects.filter(expire_date__gt=at).values("session_key"),
        last_seen_at__gt=at - IDLE_SESSION,
        created_at__gt=at - LONGEST_SESSION,
    ).order_by("-last_seen_at", "pk")
    cards = [
        SessionCard(
            row.pk,
            rules.device_name(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == current,
        )
        for row in alive
    ]
    return tuple(sorted(cards, key=lambda card: not card.is_this))


def knows_device(email: str, secret: str) -> bool:
    """Return whether an account has signed in from a browser before: one statement, always."""
    digest = rules.digest_of(secret)
    return KnownDevice.objects.filter(user__email=email.lower(), digest=digest).exists()
