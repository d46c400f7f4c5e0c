"""How long a person stays signed in, and how lately they proved who they are."""

from datetime import datetime

from allauth.account.authentication import get_authentication_records
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from guildhall.identity import rules
from guildhall.identity.models import User
from guildhall.identity.states import FRESH_FOR, SEEN_AT, SIGNED_IN_AT


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
