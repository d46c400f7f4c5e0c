"""Authlib's httpx client signs in against a running server, by a code and as a device."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import (  # noqa: TID251 - the client under test is theirs
    OAuth2Client,
)

from guildhall.identity.oauth.operations import register_app
from guildhall.identity.oauth.types import AppDraft
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.identity.oauth.apps_lab import DEVICE_GRANT, RIGHTS, device_app
from tests.identity.oauth.clients.browsing import Visitor, loopback

BACK = "https://books.example/back"
SCOPE = "openid email offline_access orders:view"
type Make = Callable[..., OAuth2Client]

VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all"


@pytest.fixture
def metadata(issuer: str) -> dict[str, Any]:
    with httpx2.Client(transport=loopback()) as http:
        found: dict[str, Any] = http.get(f"{issuer}/.well-known/oauth-authorization-server").json()
    return found


@pytest.fixture
def books(company: Scope, stamp: Stamp) -> str:
    draft = AppDraft("Books", "public", "none", capabilities=RIGHTS, redirect_uris=(BACK,))
    with enter(company), unit():
        return register_app(draft, stamp=stamp).client_id


@pytest.fixture
def printer(company: Scope, stamp: Stamp) -> str:
    with enter(company), unit():
        return device_app(stamp)


@pytest.fixture
def client_of() -> Iterator[Make]:
    """Make clients, which are closed after the test."""
    made: list[OAuth2Client] = []

    def make(client_id: str, **more: Any) -> OAuth2Client:
        client = OAuth2Client(client_id, transport=loopback(), timeout=30, **more)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def test_an_app_signs_somebody_in_by_a_code_with_pkce(
    client_of: Make, books: str, metadata: dict[str, Any], visitor: Visitor
) -> None:
    client = client_of(books, redirect_uri=BACK, scope=SCOPE, code_challenge_method="S256")
    asked, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=VERIFIER
    )

    back = visitor.let_app_in(asked)
    token = client.fetch_token(
        metadata["token_endpoint"],
        authorization_response=back,
        code_verifier=VERIFIER,
        state=state,
    )
    orders = client.get(f"{metadata['issuer']}/api/v1/orders")
    person = client.get(metadata["userinfo_endpoint"]).json()

    assert back.startswith(f"{BACK}?")
    assert token["token_type"] == "Bearer"
    assert orders.status_code == 200, orders.text
    assert person["email"] == "clerk@example.com"


def test_an_app_refreshes_its_tokens_and_gives_them_back(
    client_of: Make, books: str, metadata: dict[str, Any], visitor: Visitor
) -> None:
    client = client_of(books, redirect_uri=BACK, scope=SCOPE, code_challenge_method="S256")
    asked, _ = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=VERIFIER
    )
    back = visitor.let_app_in(asked)
    first = client.fetch_token(
        metadata["token_endpoint"], authorization_response=back, code_verifier=VERIFIER
    )

    second = client.refresh_token(metadata["token_endpoint"])
    revoked = client.revoke_token(metadata["revocation_endpoint"], second["refresh_token"])

    assert second["refresh_token"] != first["refresh_token"]
    assert revoked.status_code == 200
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(metadata["token_endpoint"], second["refresh_token"])


def test_an_app_that_shows_another_verifier_gets_nothing(
    client_of: Make, books: str, metadata: dict[str, Any], visitor: Visitor
) -> None:
    client = client_of(books, redirect_uri=BACK, scope=SCOPE, code_challenge_method="S256")
    asked, _ = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=VERIFIER
    )

    back = visitor.let_app_in(asked)

    with pytest.raises(OAuthError, match="invalid_grant"):
        client.fetch_token(
            metadata["token_endpoint"], authorization_response=back, code_verifier=VERIFIER[::-1]
        )


def test_a_device_is_let_in_by_a_person_with_a_browser(
    client_of: Make, printer: str, metadata: dict[str, Any], visitor: Visitor
) -> None:
    client = client_of(printer)
    asked = {"client_id": printer, "scope": "orders:view stock:view"}
    there = metadata["device_authorization_endpoint"]
    started = client.request("POST", there, data=asked, withhold_token=True).json()
    poll = {"grant_type": DEVICE_GRANT, "device_code": started["device_code"]}

    with pytest.raises(OAuthError, match="authorization_pending"):
        client.fetch_token(metadata["token_endpoint"], **poll)
    said = visitor.let_device_in(started["verification_uri"], started["user_code"])
    token = client.fetch_token(metadata["token_endpoint"], **poll)
    orders = client.get(f"{metadata['issuer']}/api/v1/orders")

    assert "The device is in" in said
    assert token["scope"] == "orders:view stock:view"
    assert orders.status_code == 200, orders.text


def test_a_device_that_a_person_sends_away_gets_nothing(
    client_of: Make, printer: str, metadata: dict[str, Any], visitor: Visitor
) -> None:
    client = client_of(printer)
    asked = {"client_id": printer, "scope": "orders:view"}
    there = metadata["device_authorization_endpoint"]
    started = client.request("POST", there, data=asked, withhold_token=True).json()

    shown = visitor.send(started["verification_uri_complete"], user_code=started["user_code"])
    visitor.answer(shown, user_code=started["user_code"], decision="deny")

    with pytest.raises(OAuthError, match="access_denied"):
        client.fetch_token(
            metadata["token_endpoint"],
            grant_type=DEVICE_GRANT,
            device_code=started["device_code"],
        )
