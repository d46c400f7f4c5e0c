"""Signing out at an app's wish (OpenID Connect RP-Initiated Logout)."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import urlencode

from guildhall.identity.oauth.operations import end_family
from guildhall.identity.oauth.queries import claims_signed_here, find_app
from guildhall.identity.oauth.rules import signatures
from guildhall.identity.oauth.server.requests import issuer_of
from guildhall.identity.oauth.states import FamilyEnd
from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who wishes that the person signs out, and where they go then: to us where it is empty."""

    app: str
    sid: UUID | None
    subject: str
    location: str


def read_logout(request: HttpRequest) -> Leaving:
    """Return what an app wishes. Where it cannot be believed, nobody is sent anywhere.

    An id_token of the past is proof enough of whose sign-in is meant: it is only a hint.
    """
    asked = request.GET
    hint = claims_signed_here(asked.get("id_token_hint", ""), typ=signatures.IDENTITY) or {}
    if hint.get("iss") != issuer_of(request):
        hint = {}
    app = find_app(str(hint.get("aud", "")))
    if app is None or asked.get("client_id", app.client_id) != app.client_id:
        return Leaving("", None, "", "")
    back = asked.get("post_logout_redirect_uri", "")
    known = back if back in app.post_logout_redirect_uris else ""
    state = urlencode({"state": asked["state"]}) if known and asked.get("state") else ""
    joint = ("&" if "?" in known else "?") if state else ""
    return Leaving(app.name, UUID(hint["sid"]), str(hint["sub"]), f"{known}{joint}{state}")


def leave(leaving: Leaving, *, stamp: Stamp) -> None:
    """End the app's own sign-in, if it is this person's."""
    if leaving.sid is not None and leaving.subject == str(stamp.by.id):
        end_family(leaving.sid, reason=FamilyEnd.LOGOUT, stamp=stamp)
