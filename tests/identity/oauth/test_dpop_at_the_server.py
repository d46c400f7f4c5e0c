"""DPoP at the token endpoint: nonces, replays, keys that do not match."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.db import connections
from django.test import RequestFactory

from guildhall.identity.oauth.errors import ProofInvalid, ProofsNotKept, ProofUsed
from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.identity.oauth.server.possession import must_hold_key, nonce_now
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.identity.oauth.apps_lab import (
    HOST,
    ISSUER,
    KeyedApp,
    caller,
    keyed_app,
    proof_for,
    told,
)
from tests.identity.oauth.proving import Prover


@pytest.fixture
def here(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Tenant alpha, entered; what is done is committed."""
    with enter(committed["alpha"]):
        yield committed["alpha"]


@pytest.fixture
def app(here: Scope, stamp: Stamp) -> KeyedApp:
    return keyed_app(stamp)


@pytest.fixture
def prover() -> Prover:
    return Prover.make()


def _ask(app: KeyedApp, proof: str) -> Any:
    return caller().post("/oauth/token", app.form(), headers={"DPoP": proof})


def test_a_proof_without_a_nonce_is_told_the_nonce_and_then_taken(
    app: KeyedApp, prover: Prover
) -> None:
    first = _ask(app, prover.prove("POST", f"{ISSUER}/oauth/token"))
    nonce = first["DPoP-Nonce"]

    second = _ask(app, proof_for(prover, nonce))

    assert (first.status_code, told(first)["error"]) == (400, "use_dpop_nonce")
    assert second.status_code == 200, second.content
    assert told(second)["token_type"] == "DPoP"
    assert second["DPoP-Nonce"]


def test_the_token_is_bound_to_the_key_that_was_shown(app: KeyedApp, prover: Prover) -> None:
    token = told(_ask(app, proof_for(prover, nonce_now())))["access_token"]

    found = actor_of_access_token(token, issuer=ISSUER)

    assert found is not None
    assert found.jkt == prover.jkt


def test_a_proof_is_taken_once(app: KeyedApp, prover: Prover) -> None:
    proof = proof_for(prover, nonce_now())

    answers = [_ask(app, proof) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert told(answers[1])["error"] == "invalid_dpop_proof"


def test_of_many_who_send_one_proof_at_once_one_is_taken(app: KeyedApp, prover: Prover) -> None:
    proof = proof_for(prover, nonce_now())

    def ask(_number: int, _random: Random) -> int:
        with unit():
            status: int = _ask(app, proof).status_code
        connections.close_all()
        return status

    assert sorted(crowd(6, ask)) == [200] + [400] * 5


@pytest.mark.parametrize(
    "address",
    [
        f"{ISSUER}/oauth/introspect",
        f"{ISSUER.replace('alpha', 'beta')}/oauth/token",
        f"{ISSUER.replace('http', 'https')}/oauth/token",
    ],
)
def test_a_proof_for_another_address_is_refused(
    app: KeyedApp, prover: Prover, address: str
) -> None:
    answer = _ask(app, prover.prove("POST", address, nonce=nonce_now()))

    assert (answer.status_code, told(answer)["error"]) == (400, "invalid_dpop_proof")


def test_the_nonce_of_one_company_is_none_at_another(
    app: KeyedApp, prover: Prover, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["beta"]):
        foreign = nonce_now()

    answer = _ask(app, proof_for(prover, foreign))

    assert told(answer)["error"] == "use_dpop_nonce"


def test_an_app_that_is_bound_to_proofs_gets_nothing_without_one(
    here: Scope, stamp: Stamp, prover: Prover
) -> None:
    app = keyed_app(stamp, is_dpop_bound=True)

    without = caller().post("/oauth/token", app.form())
    with_one = _ask(app, proof_for(prover, nonce_now()))

    assert (without.status_code, told(without)["error"]) == (400, "invalid_dpop_proof")
    assert with_one.status_code == 200


def _call(proof: str | None, path: str = "/api/v1/orders") -> Any:
    headers = {"host": HOST} | ({"dpop": proof} if proof is not None else {})
    return RequestFactory(headers=headers).get(path)


def test_an_api_call_must_prove_the_key_of_its_token(
    here: Scope, app: KeyedApp, prover: Prover
) -> None:
    token = told(_ask(app, proof_for(prover, nonce_now())))["access_token"]
    url = f"{ISSUER}/api/v1/orders"
    thief = Prover.make()

    must_hold_key(
        _call(prover.prove("GET", url, token=token, nonce=nonce_now())),
        token=token,
        jkt=prover.jkt,
    )

    for stolen in (
        thief.prove("GET", url, token=token, nonce=nonce_now()),
        prover.prove("GET", url, nonce=nonce_now()),
        prover.prove("GET", url, token="another", nonce=nonce_now()),
        prover.prove("POST", url, token=token, nonce=nonce_now()),
        prover.prove("GET", f"{url}/1", token=token, nonce=nonce_now()),
        "",
        None,
    ):
        with pytest.raises(ProofInvalid):
            must_hold_key(_call(stolen), token=token, jkt=prover.jkt)


def test_a_stolen_proof_of_an_api_call_is_of_no_use(here: Scope, prover: Prover) -> None:
    proof = prover.prove("GET", f"{ISSUER}/api/v1/orders", token="t", nonce=nonce_now())

    must_hold_key(_call(proof), token="t", jkt=prover.jkt)

    with pytest.raises(ProofUsed):
        must_hold_key(_call(proof), token="t", jkt=prover.jkt)


def test_a_token_that_is_bound_to_no_key_is_proved_by_none(here: Scope, prover: Prover) -> None:
    proof = prover.prove("GET", f"{ISSUER}/api/v1/orders", token="t", nonce=nonce_now())

    with pytest.raises(ProofInvalid):
        must_hold_key(_call(proof), token="t", jkt="")


def test_where_proofs_cannot_be_kept_none_is_taken(
    here: Scope, prover: Prover, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    redis.cache_clear()
    proof = prover.prove("GET", f"{ISSUER}/api/v1/orders", token="t", nonce=nonce_now())

    try:
        with pytest.raises(ProofsNotKept):
            must_hold_key(_call(proof), token="t", jkt=prover.jkt)
    finally:
        redis.cache_clear()
