"""The authorization endpoint, as the consent page uses it: check, then answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749.errors import (
    InvalidRequestError,
    UnsupportedResponseTypeError,
)
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import urlencode

from guildhall.identity.oauth.operations import give_consent, issue_code
from guildhall.identity.oauth.rules import redirects, scopes
from guildhall.identity.oauth.server import SERVER
from guildhall.identity.oauth.server.grants.authorization_code import CodeGrant, with_issuer
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.identity.oauth.types import CodeTerms, Wish
from guildhall.kernel.stamp import Stamp

PROMPTS = frozenset({"", "none", "login", "consent"})


class CannotReturn(Exception):
    """An authorization request whose answer must not be sent anywhere: the person is told."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class SentBack(Exception):
    """An authorization request that the app is told it cannot have: `location` says where."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is sound: the app is known, the address is its own, PKCE is there."""

    request: OAuthRequest
    wish: Wish
    redirect_uri: str
    prompt: str
    max_age: int | None

    def refusal(self, error: str) -> str:
        """Return where the person goes when the app gets a no."""
        return _location(self.redirect_uri, self.request, error=error)


def read_authorization(request: HttpRequest) -> Asked:
    """Return what an app asks for. Raises CannotReturn or SentBack."""
    asked = OAuthRequest(request, request.GET)
    try:
        asked.must_be_plain()
        grant = _grant(asked)
        redirect_uri = grant.validate_authorization_request()
    except OAuth2Error as error:
        raise _told(error, asked) from error
    prompt = asked.value("prompt")
    age = asked.value("max_age")
    if prompt not in PROMPTS or (age and not age.isdecimal()) or len(age) > 9:
        raise SentBack(_location(redirect_uri, asked, error="invalid_request"))
    for name in ("request", "request_uri"):
        if asked.value(name):
            refused = _location(redirect_uri, asked, error=f"{name}_not_supported")
            raise SentBack(refused)
    wish = Wish(asked.client.app.client_id, scopes.split(asked.scope))
    return Asked(asked, wish, redirect_uri, prompt, int(age) if age else None)


def leads_to(uri: str) -> str:
    """Return what a page's policy, and a person, must know of where an answer goes."""
    return redirects.origin_of(uri)


@transaction.atomic
def let_in(asked: Asked, *, signed_in_at: datetime, stamp: Stamp) -> str:
    """Give consent, or find it given, and return where the person takes the code to.

    Refuses with AppUnavailable or NothingToGive.
    """
    scope = give_consent(asked.wish, stamp=stamp)
    terms = CodeTerms(
        redirect_uri=asked.redirect_uri,
        names_redirect_uri=bool(asked.request.value("redirect_uri")),
        scope=scope,
        code_challenge=asked.request.value("code_challenge"),
        signed_in_at=signed_in_at,
        nonce=asked.request.value("nonce")[:255],
        jkt=asked.request.value("dpop_jkt")[:64],
    )
    app = asked.request.client.app
    if stamp.by.id is None:
        raise RuntimeError("nobody who has no account gives consent")
    code = issue_code(app, user=stamp.by.id, terms=terms, stamp=stamp)
    return _location(asked.redirect_uri, asked.request, code=code)


def _grant(asked: OAuthRequest) -> CodeGrant:
    """Return the one grant that begins here, after Authlib's own check of its parameters."""
    if asked.payload.response_type != "code":
        raise UnsupportedResponseTypeError("asked", redirect_uri=_address_of(asked))
    grant: CodeGrant = SERVER.get_authorization_grant(asked)
    grant.validate_no_multiple_request_parameter(asked)
    return grant


def _address_of(asked: OAuthRequest) -> str:
    client = SERVER.query_client(asked.value("client_id"))
    if client is None:
        raise InvalidRequestError("The app is not known here.")
    return CodeGrant.validate_authorization_redirect_uri(asked, client)


def _told(error: OAuth2Error, asked: OAuthRequest) -> Exception:
    """Return what is to be done about an error: it goes back only to an address of the app."""
    if error.redirect_uri:
        return SentBack(_location(error.redirect_uri, asked, error=str(error.error)))
    return CannotReturn(str(error.error), error.get_error_description() or "")


def _location(redirect_uri: str, asked: OAuthRequest, **answer: str) -> str:
    state: dict[str, Any] = {"state": asked.value("state")} if asked.value("state") else {}
    told = urlencode({**answer, **state})
    joint = "&" if "?" in redirect_uri else "?"
    return with_issuer(f"{redirect_uri}{joint}{told}", asked.issuer)
