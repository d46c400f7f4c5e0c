"""Each host is an issuer of its own, and says so everywhere in the same words."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from joserfc import jwt
from joserfc.jwk import KeySet

from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.factories.apps import Made, allow, code_for, make_app, redeem, told_in
from tests.identity.oauth.conftest import HOST, ISSUER, PASSWORD

DISCOVERY = "/.well-known/openid-configuration"
HQ = "hq.localhost"
URLS = "guildhall.config.urls_oauth"


def _read(host: str, path: str, **headers: str) -> dict[str, Any]:
    answer = Client(headers={"host": host, **headers}).get(path)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_discovery_tells_alike_at_both_addresses_and_only_what_is_there(inside: Scope) -> None:
    told = _read(HOST, DISCOVERY)

    assert told == _read(HOST, "/.well-known/oauth-authorization-server")
    assert told["issuer"] == ISSUER
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert "registration_endpoint" not in told
    assert "none" not in told["introspection_endpoint_auth_methods_supported"]
    addresses = [told[name] for name in told if name.endswith(("_endpoint", "jwks_uri"))]
    assert len(addresses) == 8
    assert {f"{urlsplit(each).scheme}://{urlsplit(each).netloc}" for each in addresses} == {ISSUER}
    for address in addresses:
        resolve(urlsplit(address).path, URLS)
    with pytest.raises(Resolver404):
        resolve("/oauth/register", URLS)


def test_every_spelling_of_a_host_is_one_issuer(inside: Scope) -> None:
    spelled = ("alpha.localhost", "ALPHA.localhost", "alpha.localhost.", "alpha.localhost:80")

    assert {_read(host, DISCOVERY)["issuer"] for host in spelled} == {ISSUER}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"x-host": "evil.example"},
        {"x-original-url": "https://evil.example/"},
    ],
)
def test_no_other_header_names_the_issuer(inside: Scope, headers: dict[str, str]) -> None:
    assert "evil" not in json.dumps(_read(HOST, DISCOVERY, **headers))


def test_behind_a_proxy_of_ours_the_issuer_is_https(
    clerk: Client, app: Made, settings: Any
) -> None:
    code = code_for(clerk, app)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secure = {"x-forwarded-proto": "https"}

    assert _read(HOST, DISCOVERY, **secure)["issuer"] == f"https://{HOST}"
    assert _read(f"{HOST}:443", DISCOVERY, **secure)["issuer"] == f"https://{HOST}"
    assert redeem(HOST, app, code).status_code == 200


def test_a_host_that_is_nobodys_is_no_issuer(committed: dict[str, Scope]) -> None:
    for host in ("evil.example", "alpha.localhost@evil.example", "evil.example/alpha.localhost"):
        answer = Client(headers={"host": host}).get(DISCOVERY)
        assert answer.status_code in {400, 404}
        assert b"issuer" not in answer.content


def test_a_made_up_port_makes_tokens_for_nobody_else(
    app: Made, clerk: Client, tokens: dict[str, str]
) -> None:
    code = code_for(clerk, app)
    elsewhere = json.loads(redeem(f"{HOST}:8443", app, code).content)["access_token"]

    assert actor_of_access_token(elsewhere, issuer=ISSUER) is None
    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is not None


def test_strangers_can_check_an_id_token_by_what_is_published(tokens: dict[str, str]) -> None:
    jwks = _read(HOST, urlsplit(_read(HOST, DISCOVERY)["jwks_uri"]).path)

    keys = KeySet.import_key_set(jwks)  # type: ignore[arg-type]
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims

    assert (claims["iss"], claims["nonce"]) == (ISSUER, "n-1")
    assert {"aud", "sub", "auth_time", "at_hash", "exp"} <= claims.keys()


def test_two_companies_have_no_key_in_common(committed: dict[str, Scope]) -> None:
    kids = [
        {key["kid"] for key in _read(f"{slug}.localhost", "/oauth/jwks.json")["keys"]}
        for slug in ("alpha", "beta")
    ]

    assert kids[0]
    assert not kids[0] & kids[1]


def test_the_public_host_is_the_issuer_of_the_groups_people(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(PLATFORM):
        app = make_app("Board", capabilities=["figures:view"])
        add_staff(
            "cora@group.example",
            name="Cora",
            password=PASSWORD,
            role=Role.CONTROLLER,
            stamp=stamp,
        )
    browser = Client(headers={"host": HQ})
    browser.post("/accounts/login/", {"login": "cora@group.example", "password": PASSWORD})
    wanted = "openid email figures:view"

    back = allow(browser, app, scope=wanted)
    told = told_in(back["Location"])
    tokens = json.loads(redeem(HQ, app, told["code"]).content)

    assert told["iss"] == f"http://{HQ}"
    with enter(PLATFORM):
        found = actor_of_access_token(tokens["access_token"], issuer=f"http://{HQ}")
        assert found is not None
        assert [grant.capability for grant in found.actor.grants] == ["figures:view"]
        assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is None
    with enter(committed["alpha"]):
        assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is None
        assert actor_of_access_token(tokens["access_token"], issuer=f"http://{HQ}") is None
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    assert _read(HQ, "/oauth/userinfo", **bearer)["email"] == "cora@group.example"
    assert Client(headers={"host": HOST}).get("/oauth/userinfo", headers=bearer).status_code == 401
