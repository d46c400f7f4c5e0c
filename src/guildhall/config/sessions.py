"""When people are signed out who did nothing about it: three hours idle, twelve hours at most."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from guildhall.identity.operations import note_session_used
from guildhall.identity.queries import is_session_over
from guildhall.identity.states import NOTE_SEEN_EVERY, SEEN_AT
from guildhall.kernel import clock
from guildhall.kernel.tenancy import current


class SessionTimes(MiddlewareMixin):
    """End a person's session in time, on every page, allauth's too; note once a minute its use.

    Whoever brings no cookie costs nothing here; others' sessions a page reads anyway.
    """

    def process_request(self, request: HttpRequest) -> None:
        # Pages that say no are framed in no scope at all.
        if current() is None or request.session.session_key is None:
            return
        if SESSION_KEY not in request.session:
            return
        at = clock.now()
        if is_session_over(request.session, at=at):
            logout(request)
        elif _is_long_ago(request.session, at=at):
            request.session[SEEN_AT] = at.isoformat()
            note_session_used(request.session.session_key, at=at)


def _is_long_ago(session: SessionBase, *, at: datetime) -> bool:
    seen: str | None = session.get(SEEN_AT)
    return seen is None or at - datetime.fromisoformat(seen) >= NOTE_SEEN_EVERY
