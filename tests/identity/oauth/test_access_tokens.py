import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from guildhall.identity.models import StaffRole
from guildhall.identity.oauth.operations.keys import key_that_signs
from guildhall.identity.oauth.queries import actor_of_access_token, claims_signed_here, public_jwks
from guildhall.identity.oauth.rules import signatures
from guildhall.identity.oauth.states import ACCESS_LASTS
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.apps import Made, code_for, make_app, redeem
from tests.identity.oauth.conftest import HOST, ISSUER, Hire


@pytest.fixture
def claims(tokens: dict[str, str]) -> dict[str, Any]:
    found = claims_signed_here(tokens["access_token"], typ=signatures.ACCESS)
    assert found is not None
    return found


def _signed(claims: dict[str, Any], stamp: Stamp, **header: Any) -> str:
    """Return a token that our own key signed, whatever its header says."""
    key = key_that_signs(stamp=stamp)
    unsigned = _unsigned({"alg": "ES256", "typ": "at+jwt", "kid": key.kid, **header}, claims)
    maker = jws.JWSRegistry(algorithms=["ES256"]).get_alg("ES256")
    return f"{unsigned}.{_told(maker.sign(unsigned.encode(), key))}"


def _told(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def _unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_told(json.dumps(header).encode())}.{_told(json.dumps(claims).encode())}"


def _is_taken(token: str) -> bool:
    return actor_of_access_token(token, issuer=ISSUER) is not None


def test_an_access_token_says_what_rfc_9068_asks(
    tokens: dict[str, str], claims: dict[str, Any], app: Made, inside: Scope
) -> None:
    assert (claims["iss"], claims["aud"]) == (ISSUER, f"{ISSUER}/api")
    assert (claims["client_id"], claims["tid"]) == (app.client_id, str(inside.tenant_id))
    assert claims["exp"] - claims["iat"] == 300
    assert {"sub", "sid", "jti", "scope"} <= claims.keys()


FOREIGN_HEADERS: tuple[dict[str, Any], ...] = (
    {"typ": "JWT"},
    {"typ": "application/at+jwt"},
    {"jku": "https://evil.example/jwks.json"},
    {"jwk": {"kty": "EC"}},
    {"x5u": "https://evil.example/"},
    {"kid": "another"},
    {"kid": None},
    {"crit": ["exp"]},
    {"b64": False},
    {"alg": "ES384"},
    {"alg": "none"},
    {"alg": "HS256"},
)
FOREIGN_CLAIMS: tuple[dict[str, Any], ...] = (
    {"iss": "http://beta.localhost"},
    {"iss": "http://alpha.localhost/"},
    {"iss": "http://alpha.localhost:81"},
    {"aud": "http://beta.localhost/api"},
    {"aud": ["http://alpha.localhost/api"]},
    {"tid": "00000000-0000-7000-8000-000000000000"},
    {"exp": 1},
    {"exp": "4102444800"},
    {"iat": 4_102_444_800},
    {"client_id": "another"},
    {"cnf": {"jkt": "another-key"}},
)


def test_a_header_that_says_anything_else_is_refused(claims: dict[str, Any], stamp: Stamp) -> None:
    taken = [told for told in FOREIGN_HEADERS if _is_taken(_signed(claims, stamp, **told))]

    assert taken == []
    assert _is_taken(_signed(claims, stamp))


def test_claims_that_are_not_for_here_and_now_are_refused(
    claims: dict[str, Any], stamp: Stamp
) -> None:
    taken = [told for told in FOREIGN_CLAIMS if _is_taken(_signed({**claims, **told}, stamp))]

    assert taken == []
    assert _is_taken(_signed(claims, stamp))


def test_a_token_dies_at_its_second(
    tokens: dict[str, str], claims: dict[str, Any], stamp: Stamp
) -> None:
    now = int(clock.now().timestamp())

    assert not _is_taken(_signed({**claims, "exp": now}, stamp))
    assert _is_taken(_signed({**claims, "exp": now + 60}, stamp))
    assert timedelta(minutes=5) == ACCESS_LASTS


def test_no_other_algorithm_and_no_other_key_signs(claims: dict[str, Any]) -> None:
    [public] = public_jwks(at=clock.now())
    kid = public["kid"]
    stranger = ECKey.generate_key("P-256", {"kid": kid})
    header = {"typ": "at+jwt", "kid": kid}
    none = _unsigned({**header, "alg": "none"}, claims)
    hashed = _unsigned({**header, "alg": "HS256"}, claims)
    as_secret = (ECKey.import_key(public).as_pem(private=False), json.dumps(public).encode())

    assert not _is_taken(f"{none}.")
    assert not _is_taken(f"{none}.{_told(b'x' * 64)}")
    assert not _is_taken(f"{_unsigned({**header, 'alg': 'ES256'}, claims)}.")
    for secret in as_secret:
        assert not _is_taken(f"{hashed}.{_told(hmac.digest(secret, hashed.encode(), 'sha256'))}")
    assert not _is_taken(jwt.encode({**header, "alg": "ES256"}, claims, stranger))


def test_what_is_no_token_is_refused_quietly(inside: Scope) -> None:
    shapes = ["", "x", "a.b.c", "gho_unknown", "gh_x_y", "." * 9, "é.é.é", "eyJ" * 4_000]

    assert [shape for shape in shapes if _is_taken(shape)] == []


def test_a_token_of_one_company_is_nothing_at_another(
    tokens: dict[str, str], committed: dict[str, Scope]
) -> None:
    with enter(committed["beta"]):
        assert not _is_taken(tokens["access_token"])
        assert (
            actor_of_access_token(tokens["access_token"], issuer="http://beta.localhost") is None
        )

    answer = Client(headers={"host": "beta.localhost"}).get(
        "/oauth/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert answer.status_code == 401


def test_an_id_token_opens_nothing(tokens: dict[str, str]) -> None:
    assert not _is_taken(tokens["id_token"])


def test_grants_are_cut_down_one_by_one_and_never_added_up(
    hire: Hire, hired: dict[str, Any], app: Made
) -> None:
    browser = hire(Role.READ_ONLY, scope="store:S1")
    StaffRole(
        user_id=hired["read-only.store.S1@example.com"], role="operations", scope="store:S2"
    ).save()
    code = code_for(browser, app, scope="orders:view orders:edit")
    token = json.loads(redeem(HOST, app, code).content)["access_token"]

    found = actor_of_access_token(token, issuer=ISSUER)

    assert found is not None
    assert set(found.actor.grants) == {
        Grant("orders:view", "store:S1"),
        Grant("orders:view", "store:S2"),
        Grant("orders:edit", "store:S2"),
    }
    assert not found.actor.may("orders:edit", scope=("store:S1",))


def test_an_owners_app_holds_what_was_consented_and_no_wildcard(hire: Hire, app: Made) -> None:
    code = code_for(hire(Role.OWNER), app, scope="orders:view")
    token = json.loads(redeem(HOST, app, code).content)["access_token"]

    found = actor_of_access_token(token, issuer=ISSUER)

    assert found is not None
    assert found.actor.grants == (Grant("orders:view"),)


def test_an_opaque_token_works_as_a_signed_one_does(clerk: Client, inside: Scope) -> None:
    app = make_app(token_format="opaque")
    told = json.loads(redeem(HOST, app, code_for(clerk, app)).content)

    found = actor_of_access_token(told["access_token"], issuer=ISSUER)

    assert told["access_token"].startswith("gho_")
    assert found is not None
    assert set(found.actor.grants) == {Grant("orders:view"), Grant("stock:view")}
