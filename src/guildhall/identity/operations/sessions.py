"""Where a person is signed in: noting it, and signing out elsewhere."""

from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from guildhall.identity.errors import SessionNotFound
from guildhall.identity.events import SessionsEnded
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


def note_session_used(key: str, *, at: datetime) -> None:
    """Note when somebody last did something in a session."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=at)


@transaction.atomic
def end_session(number: int, *, user: UUID, stamp: Stamp) -> None:
    """Sign a person out of one of their own sessions.

    Refuses with SessionNotFound.
    """
    row = UserSession.objects.select_for_update().filter(pk=number, user_id=user).first()
    if row is None:
        raise SessionNotFound

    _end([row])

    record(SessionsEnded(user=user, count=1, stamp=stamp))


@transaction.atomic
def end_other_sessions(*, user: UUID, but: str, stamp: Stamp) -> int:
    """Sign a person out everywhere but in the session with the key `but`; return of how many."""
    others = UserSession.objects.select_for_update().filter(user_id=user).order_by("pk")
    rows = list(others.exclude(session_key=but))

    _end(rows)

    if rows:
        record(SessionsEnded(user=user, count=len(rows), stamp=stamp))
    return len(rows)


def _end(rows: list[UserSession]) -> None:
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
