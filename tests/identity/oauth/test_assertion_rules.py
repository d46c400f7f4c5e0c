"""Client assertions (RFC 7523): what shows who an app is, and what does not."""

from typing import Any

import pytest
from joserfc import jwk, jwt

from guildhall.identity.oauth.errors import AssertionRefused, KeysRefused
from guildhall.identity.oauth.rules.assertions import (
    LONGEST_LIFE,
    Shown,
    client_of,
    must_be_keys,
    read_assertion,
)
from tests.identity.oauth.proving import KINDS

NOW = 1_800_000_000
AUDIENCES = ("https://alpha.example.com", "https://alpha.example.com/oauth/token")
KEY: Any = jwk.generate_key("EC", "P-256", {"kid": "one"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
CLAIMS = {
    "iss": "app_1",
    "sub": "app_1",
    "aud": AUDIENCES[0],
    "jti": "first",
    "iat": NOW,
    "exp": NOW + 60,
}


def _signed(*, key: Any = KEY, alg: str = "ES256", kid: str = "one", **claims: Any) -> str:
    told = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": kid}, told, key, algorithms=[alg])


def _read(assertion: str, keys: Any = None) -> Shown:
    return read_assertion(
        assertion, keys=keys or KEYS, client_id="app_1", audiences=AUDIENCES, at=NOW
    )


def _why(assertion: str) -> str:
    with pytest.raises(AssertionRefused) as refused:
        _read(assertion)
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize("audience", [*AUDIENCES, [AUDIENCES[1]], list(AUDIENCES)])
def test_an_assertion_for_the_issuer_or_its_token_endpoint_holds(audience: object) -> None:
    assertion = _signed(aud=audience)

    assert client_of(assertion) == "app_1"
    assert _read(assertion) == Shown("first", NOW + 60)


@pytest.mark.parametrize("alg", KINDS)
def test_each_listed_algorithm_is_taken(alg: str) -> None:
    kind, size = KINDS[alg]
    key: Any = jwk.generate_key(kind, size)

    assert _read(_signed(key=key, alg=alg), {"keys": [key.as_dict(private=False)]}).jti == "first"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW + LONGEST_LIFE + 1}, "exp"),
        ({"exp": NOW + 10 * 365 * 86_400}, "exp"),
        ({"exp": NOW}, "exp"),
        ({"iat": NOW - 600, "exp": NOW - 300}, "exp"),
        ({"iat": NOW - 600, "exp": NOW + 60}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": float("inf")}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": NOW + 60, "exp": NOW + 120}, "iat"),
        ({"nbf": NOW + 60}, "iat"),
        ({"aud": "https://beta.example.com"}, "aud"),
        ({"aud": [AUDIENCES[0], "https://beta.example.com"]}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [["x"]]}, "aud"),
        ({"iss": "app_2"}, "iss"),
        ({"sub": "app_2"}, "iss"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": "x" * 257}, "jti"),
    ],
)
def test_an_assertion_that_says_too_much_or_too_little_is_refused(
    claims: dict[str, Any], why: str
) -> None:
    assert _why(_signed(**claims)) == why


def test_an_assertion_by_a_key_of_somebody_else_is_refused() -> None:
    stranger = jwk.generate_key("EC", "P-256")

    assert _why(_signed(key=stranger)) == "signature"


def test_the_public_key_as_the_secret_of_an_hmac_signs_nothing() -> None:
    secret = jwk.import_key(KEY.as_pem(private=False).hex(), "oct")

    assert _why(_signed(key=secret, alg="HS256")) == "signature"


def test_an_assertion_that_is_not_signed_is_refused() -> None:
    unsigned = _signed().rsplit(".", 1)[0] + "."

    assert _why(unsigned) == "signature"


def test_a_kid_that_the_app_does_not_have_is_refused() -> None:
    assert _why(_signed(kid="two")) == "signature"


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "ü.b.c", "e30.W10.AAAA", "x" * 9_000])
def test_what_is_no_token_names_no_app(text: str) -> None:
    with pytest.raises(AssertionRefused):
        client_of(text)


def test_public_keys_are_taken() -> None:
    must_be_keys(KEYS)


@pytest.mark.parametrize(
    "keys",
    [
        None,
        [],
        {},
        {"keys": []},
        {"keys": ["x"]},
        {"keys": [{"kty": "oct", "k": "AAAA"}]},
        {"keys": [KEY.as_dict(private=True)]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": KEYS["keys"] * 9},
    ],
)
def test_private_symmetric_broken_or_too_many_keys_are_refused(keys: object) -> None:
    with pytest.raises(KeysRefused):
        must_be_keys(keys)
