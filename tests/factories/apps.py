"""Apps, and the way through sign-in, consent and exchange as an app and a browser go it."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.db import connections
from django.http import HttpResponse
from django.test import Client

from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.rules import secrets
from tests.harness.crowds import crowd

BACK = "https://app.example/back"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all"
SCOPE = "openid profile email offline_access orders:view stock:view"
GRANTS = ("authorization_code", "refresh_token")


@dataclass(frozen=True, slots=True)
class Made:
    """An app that a test has registered, and its secret."""

    id: UUID
    client_id: str
    secret: str


def make_app(name: str = "Stock Watch", *, kind: str = "public", **fields: Any) -> Made:
    """Register an app in the entered scope."""
    secret = "" if kind == "public" else secrets.make("ghs_")
    told: dict[str, Any] = {
        "client_id": f"{name.lower().replace(' ', '-')}-{secrets.make('')[:8]}",
        "name": name,
        "kind": kind,
        "auth_method": "none" if kind == "public" else "client_secret_basic",
        "secret_digest": secrets.digest_of(secret) if secret else None,
        "grant_types": list(GRANTS),
        "redirect_uris": [BACK],
        "capabilities": ["orders:view", "orders:edit", "stock:view"],
        **fields,
    }
    app = App(**told)
    app.save(force_insert=True)
    return Made(app.id, app.client_id, secret)


def install(app: Made, *capabilities: str, scope: str = "all") -> None:
    """Let an app act for the company."""
    Installation(app_id=app.id, capabilities=list(capabilities), scope=scope).save()


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def wish(app: Made, **changes: str | None) -> dict[str, str]:
    """Return the parameters of a sound authorization request, changed; None leaves one out."""
    told: dict[str, str | None] = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": BACK,
        "scope": SCOPE,
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def ask(browser: Client, app: Made, **changes: str | None) -> HttpResponse:
    """Open the authorization endpoint."""
    answer: HttpResponse = browser.get("/oauth/authorize", wish(app, **changes))  # type: ignore[assignment]
    return answer


def allow(
    browser: Client, app: Made, decision: str = "allow", /, **changes: str | None
) -> HttpResponse:
    """Press a button of the consent page."""
    answer: HttpResponse = browser.post(  # type: ignore[assignment]
        "/oauth/authorize", {"decision": decision}, query_params=wish(app, **changes)
    )
    return answer


def told_in(location: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def code_for(browser: Client, app: Made, **changes: str | None) -> str:
    return told_in(allow(browser, app, "allow", **changes)["Location"])["code"]


def exchange(host: str, app: Made, **form: str | None) -> HttpResponse:
    """Ask the token endpoint, as the app authenticates."""
    basic = urlsafe_b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    headers = {"host": host} | ({"authorization": f"Basic {basic}"} if app.secret else {})
    told = {"client_id": None if app.secret else app.client_id, **form}
    sent = {name: value for name, value in told.items() if value is not None}
    answer: HttpResponse = Client(headers=headers).post("/oauth/token", sent)  # type: ignore[assignment]
    return answer


def redeem(host: str, app: Made, code: str, **changes: str | None) -> HttpResponse:
    form = {"code": code, "redirect_uri": BACK, "code_verifier": VERIFIER, **changes}
    return exchange(host, app, grant_type="authorization_code", **form)


def refresh(host: str, app: Made, token: str, **changes: str | None) -> HttpResponse:
    return exchange(host, app, grant_type="refresh_token", refresh_token=token, **changes)


def at_once(size: int, act: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Do the same in as many threads at the same moment; each has a connection of its own."""

    def apart(_number: int, _random: object) -> HttpResponse:
        try:
            return act()
        finally:
            connections["default"].close()

    return crowd(size, apart)
