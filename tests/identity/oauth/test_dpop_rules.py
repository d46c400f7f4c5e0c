"""Proofs of possession (RFC 9449): what holds, and every forgery that must not."""

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwk, jwt

from guildhall.identity.oauth.errors import ProofInvalid, ProofNonceNeeded
from guildhall.identity.oauth.rules.dpop import (
    AHEAD,
    MAX_AGE,
    Call,
    nonce_at,
    nonces_at,
    read_proof,
    thumbprint,
)
from guildhall.identity.oauth.rules.signed import LONGEST
from tests.identity.oauth.proving import KINDS, Prover

URL = "https://alpha.example.com/oauth/token"
NOW = 1_800_000_000
PROVER = Prover.make()
CALL = Call("POST", URL, NOW)


def _why(proof: str, call: Call = CALL) -> str:
    with pytest.raises(ProofInvalid) as refused:
        read_proof(proof, call=call)
    return str(refused.value.facts["reason"])


def _part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("alg", KINDS)
def test_a_proof_by_any_listed_algorithm_shows_the_thumbprint_of_its_key(alg: str) -> None:
    prover = Prover.make(alg)

    shown = read_proof(prover.prove("POST", URL, iat=NOW, jti="one"), call=CALL)

    assert shown.jkt == prover.jkt
    assert shown.jti == "one"


def test_the_thumbprint_is_that_of_the_example_in_rfc_7638() -> None:
    key = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6"
        "tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YG"
        "jQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF"
        "TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }

    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_a_proof_for_another_method_does_not_hold() -> None:
    assert _why(PROVER.prove("GET", URL, iat=NOW)) == "htm"


@pytest.mark.parametrize(
    "url",
    [
        "https://beta.example.com/oauth/token",
        "http://alpha.example.com/oauth/token",
        "https://alpha.example.com:8443/oauth/token",
        "https://alpha.example.com/oauth/token/",
        "https://alpha.example.com/oauth/Token",
        "https://alpha.example.com@evil.example/oauth/token",
        "https://someone@alpha.example.com/oauth/token",
        "https://alpha.example.com/oauth%2Ftoken",
        "/oauth/token",
        "https://[/oauth/token",
        "https://alpha.example.com:port/oauth/token",
        "",
    ],
)
def test_a_proof_for_another_address_does_not_hold(url: str) -> None:
    assert _why(PROVER.prove("POST", url, iat=NOW)) == "htu"


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://Alpha.Example.COM/oauth/token",
        "https://alpha.example.com:443/oauth/token",
        "https://alpha.example.com/oauth/token?page=2#here",
        "https://alpha.example.com/oauth/./x/../token",
        "https://alpha.example.com/%6fauth/token",
    ],
)
def test_an_address_written_otherwise_is_the_same_address(url: str) -> None:
    assert read_proof(PROVER.prove("POST", url, iat=NOW), call=CALL).jkt == PROVER.jkt


@pytest.mark.parametrize("late", [MAX_AGE + 1, 86_400, -AHEAD - 1, -86_400])
def test_a_proof_of_another_time_does_not_hold(late: int) -> None:
    assert _why(PROVER.prove("POST", URL, iat=NOW - late)) == "iat"


@pytest.mark.parametrize("iat", [None, "1800000000", True, [NOW], float("nan"), float("inf")])
def test_a_moment_that_is_no_number_does_not_hold(iat: object) -> None:
    assert _why(PROVER.prove("POST", URL, iat=iat)) == "iat"


@pytest.mark.parametrize("jti", [None, "", "x" * 257, 7, ["one"]])
def test_a_proof_without_a_fit_name_does_not_hold(jti: object) -> None:
    assert _why(PROVER.prove("POST", URL, iat=NOW, jti=jti)) == "jti"


def test_a_proof_that_holds_its_private_key_is_refused() -> None:
    whole = dict(PROVER.key.as_dict(private=True))

    assert _why(PROVER.prove("POST", URL, iat=NOW, header={"jwk": whole})) != "signature"


def test_a_proof_signed_by_another_key_than_it_shows_is_refused() -> None:
    thief = Prover.make()

    stolen = thief.prove("POST", URL, iat=NOW, header={"jwk": PROVER.jwk})

    assert _why(stolen) == "signature"


def test_a_symmetric_key_proves_nothing() -> None:
    key = jwk.generate_key("oct", 256)
    claims = {"htm": "POST", "htu": URL, "iat": NOW, "jti": "one"}
    header = {"typ": "dpop+jwt", "alg": "HS256", "jwk": key.as_dict(private=True)}

    proof = jwt.encode(header, claims, key, algorithms=["HS256"])

    assert _why(proof) != ""


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "", None, 1])
def test_an_unsigned_proof_or_one_of_another_algorithm_is_refused(alg: object) -> None:
    header = {"typ": "dpop+jwt", "alg": alg, "jwk": PROVER.jwk}
    claims = {"htm": "POST", "htu": URL, "iat": NOW, "jti": "one"}

    assert _why(f"{_part(header)}.{_part(claims)}.") != ""
    assert _why(f"{_part(header)}.{_part(claims)}.AAAA") != ""


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", "DPOP+JWT", ""])
def test_a_token_of_another_type_is_no_proof(typ: str) -> None:
    assert _why(PROVER.prove("POST", URL, iat=NOW, header={"typ": typ})) == "typ"


def test_a_short_rsa_key_proves_nothing() -> None:
    short = urlsafe_b64encode(b"\xc3" * 128).rstrip(b"=").decode()
    key = {"kty": "RSA", "e": "AQAB", "n": short}
    header = {"typ": "dpop+jwt", "alg": "PS256", "jwk": key}

    assert _why(f"{_part(header)}.{_part({})}.{short}") == "form"


def test_a_critical_extension_that_we_do_not_know_is_refused() -> None:
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": PROVER.jwk, "crit": ["b64"], "b64": True}

    assert _why(f"{_part(header)}.{_part({})}.AAAA") == "form"


def test_two_proofs_in_one_header_are_none() -> None:
    one = PROVER.prove("POST", URL, iat=NOW)

    assert _why(f"{one},{one}") == "form"


def test_what_is_larger_than_any_proof_is_not_read() -> None:
    assert _why(PROVER.prove("POST", URL, iat=NOW, more="x" * LONGEST)) == "form"


def test_a_proof_is_bound_to_the_token_that_it_came_with() -> None:
    call = Call("GET", URL, NOW, token="the token")

    assert read_proof(PROVER.prove("GET", URL, iat=NOW, token="the token"), call=call).jkt
    assert _why(PROVER.prove("GET", URL, iat=NOW, token="another"), call) == "ath"
    assert _why(PROVER.prove("GET", URL, iat=NOW), call) == "ath"


def test_where_a_nonce_is_asked_for_a_proof_without_it_is_told_so() -> None:
    nonces = nonces_at(NOW, key=b"k", seconds=300)
    call = Call("POST", URL, NOW, nonces=nonces)

    for nonce in (None, "", "guessed", ["x"], nonce_at(NOW - 600, key=b"k", seconds=300)):
        with pytest.raises(ProofNonceNeeded):
            read_proof(PROVER.prove("POST", URL, iat=NOW, nonce=nonce), call=call)
    for nonce in nonces:
        assert read_proof(PROVER.prove("POST", URL, iat=NOW, nonce=nonce), call=call).jkt


@given(st.integers(0, 2**40), st.integers(1, 3_600))
def test_a_nonce_is_taken_for_at_least_one_span_and_never_for_three(
    moment: int, span: int
) -> None:
    nonce = nonce_at(moment, key=b"k", seconds=span)

    assert nonce in nonces_at(moment + span, key=b"k", seconds=span)
    assert nonce not in nonces_at(moment + 2 * span, key=b"k", seconds=span)
    assert nonce not in nonces_at(moment, key=b"another", seconds=span)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_whatsoever_breaks_the_reading(text: str) -> None:
    assert _why(text) != ""


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["typ", "alg", "jwk", "kid", "crit", "b64"]), JSON),
    st.dictionaries(st.sampled_from(["htm", "htu", "iat", "jti", "nonce", "ath"]), JSON),
)
def test_no_unsigned_header_or_claims_hold(header: dict[str, Any], claims: dict[str, Any]) -> None:
    good = {"typ": "dpop+jwt", "alg": "ES256", "jwk": PROVER.jwk}

    assert _why(f"{_part(good | header)}.{_part(claims)}.AAAA") != ""


@given(st.dictionaries(st.sampled_from(["htm", "htu", "iat", "jti", "nonce", "ath"]), JSON))
def test_no_strange_claim_breaks_the_reading_of_a_signed_proof(claims: dict[str, Any]) -> None:
    proof = PROVER.prove("POST", URL, **({"iat": NOW} | claims | {"jti": None}))

    assert _why(proof) in {"htm", "htu", "iat", "jti"}


@given(st.integers(0, 10**6))
def test_a_proof_with_one_changed_character_does_not_hold(place: int) -> None:
    proof = PROVER.prove("POST", URL, iat=NOW, jti="one")
    # the last character of a part also holds bits that mean nothing
    at = place % (len(proof) - 1)
    changed = "A" if proof[at] != "A" else "B"

    forged = proof[:at] + changed + proof[at + 1 :]

    assert forged[at] != proof[at]
    assert _why(forged) != ""


def test_the_clock_of_the_test_is_not_that_of_the_wall() -> None:
    assert _why(PROVER.prove("POST", URL), Call("POST", URL, time.time() + 3_600)) == "iat"
