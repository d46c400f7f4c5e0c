"""Access tokens at the gate of the APIs: bearers, holders of keys, and what is none of either."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from guildhall.identity.oauth.operations import disable_app
from guildhall.identity.oauth.server.possession import nonce_now
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import make_company
from tests.identity.oauth.apps_lab import ISSUER, KeyedApp, caller, keyed_app, proof_for, told
from tests.identity.oauth.proving import Prover

ORDERS = "/api/v1/orders"
RIGHTS = "orders:view"


@pytest.fixture
def here(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Scope]:
    with enter(committed["alpha"]):
        make_company(stamp=stamp)
        yield committed["alpha"]


@pytest.fixture
def app(here: Scope, stamp: Stamp) -> KeyedApp:
    return keyed_app(stamp)


def _token(app: KeyedApp, *, scope: str = RIGHTS, proof: str = "") -> str:
    headers = {"DPoP": proof} if proof else {}
    answer = caller().post("/oauth/token", {**app.form(), "scope": scope}, headers=headers)
    assert answer.status_code == 200, answer.content
    return str(told(answer)["access_token"])


def _call(sent: str, *, proof: str = "", client: Client | None = None) -> Any:
    headers = {"authorization": sent} | ({"dpop": proof} if proof else {})
    return (client or caller()).get(ORDERS, headers=headers)


def test_a_token_opens_what_its_scope_names_and_nothing_else(app: KeyedApp) -> None:
    token, other = _token(app), _token(app, scope="catalog:view")

    assert _call(f"Bearer {token}").status_code == 200
    refused = _call(f"Bearer {other}")
    assert refused.status_code == 403
    assert 'scope="orders:view"' in refused["WWW-Authenticate"]


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_that_was_changed_is_refused_also_after_the_good_one_was_seen(
    app: KeyedApp, part: int
) -> None:
    token = _token(app)
    assert _call(f"Bearer {token}").status_code == 200
    parts = token.split(".")
    # not the last letter: it holds bits that mean nothing
    parts[part] = parts[part][:5] + ("A" if parts[part][5] != "A" else "B") + parts[part][6:]

    changed = _call(f"Bearer {'.'.join(parts)}")

    assert changed.status_code == 401
    assert changed["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_token_of_another_company_is_refused_also_where_both_were_seen(
    app: KeyedApp, committed: dict[str, Scope], stamp: Stamp
) -> None:
    token = _token(app)
    assert _call(f"Bearer {token}").status_code == 200

    with enter(committed["beta"]):
        make_company(stamp=stamp)
        elsewhere = _call(f"Bearer {token}", client=Client(headers={"host": "beta.localhost"}))

    assert elsewhere.status_code == 401


def test_a_token_ends_with_its_app_although_its_signature_is_remembered(
    app: KeyedApp, stamp: Stamp
) -> None:
    token = _token(app)
    assert _call(f"Bearer {token}").status_code == 200

    disable_app(app.client_id, stamp=replace(stamp))
    forget_everything()

    assert _call(f"Bearer {token}").status_code == 401


def test_a_bound_token_is_no_bearers_and_a_bearers_is_not_bound(app: KeyedApp) -> None:
    prover = Prover.make()
    nonce = nonce_now()
    bound = _token(app, proof=proof_for(prover, nonce))
    plain = _token(app)

    def proof(token: str, by: Prover = prover) -> str:
        return by.prove("GET", f"{ISSUER}{ORDERS}", nonce=nonce, token=token)

    once = proof(bound)
    assert _call(f"DPoP {bound}", proof=once).status_code == 200
    refused = {
        "as a bearer's": _call(f"Bearer {bound}"),
        "without a proof": _call(f"DPoP {bound}"),
        "with a proof that was sent before": _call(f"DPoP {bound}", proof=once),
        "with somebody else's": _call(f"DPoP {bound}", proof=proof(bound, Prover.make())),
        "for another token": _call(f"DPoP {bound}", proof=proof(plain)),
        "a bearer's as if it were bound": _call(f"DPoP {plain}", proof=proof(plain)),
    }
    assert {how: answer.status_code for how, answer in refused.items()} == dict.fromkeys(
        refused, 401
    )


@pytest.mark.parametrize("sent", ["Bearer eyJ", "DPoP gh_sk_x", "bearer", "DPoP", "Digest x"])
def test_what_looks_like_a_credential_and_is_none_is_refused(here: Scope, sent: str) -> None:
    assert _call(sent).status_code == 401
