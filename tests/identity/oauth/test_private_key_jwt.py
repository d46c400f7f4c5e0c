"""Apps with a key of their own at the token endpoint; the assertion of one opens nothing twice."""

from random import Random
from typing import Any

import pytest
from django.db import connections

from guildhall.identity.oauth.models import UsedAssertion
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.identity.oauth.apps_lab import ISSUER, KeyedApp, caller, keyed_app, told

TEN_YEARS = 10 * 365 * 86_400


@pytest.fixture
def app(committed: dict[str, Scope], stamp: Stamp) -> KeyedApp:
    with enter(committed["alpha"]), unit():
        return keyed_app(stamp)


def _ask(form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = caller().post("/oauth/token", form)
    return answer.status_code, told(answer)


def test_an_app_gets_a_token_for_an_assertion_that_it_signed(app: KeyedApp) -> None:
    status, answer = _ask(app.form())

    assert status == 200, answer
    assert answer["token_type"] == "Bearer"
    assert answer["access_token"]


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/oauth/token"])
def test_issuer_and_token_endpoint_are_the_audience(app: KeyedApp, audience: str) -> None:
    assert _ask(app.form(aud=audience))[0] == 200


def test_an_assertion_that_lives_for_ten_years_is_refused(app: KeyedApp) -> None:
    status, answer = _ask(app.form(exp=int(clock.now().timestamp()) + TEN_YEARS))

    assert status == 401
    assert answer["error"] == "invalid_client"
    assert "exp" in answer["error_description"]


def test_an_assertion_for_another_company_is_refused(app: KeyedApp) -> None:
    status, answer = _ask(app.form(aud=ISSUER.replace("alpha", "beta")))

    assert (status, answer["error"]) == (401, "invalid_client")


def test_an_assertion_opens_nothing_twice(app: KeyedApp) -> None:
    form = app.form()

    assert _ask(form)[0] == 200
    assert _ask(form)[0] == 401


def test_of_many_who_show_the_same_assertion_at_once_one_gets_a_token(
    app: KeyedApp, scopes: dict[str, Scope]
) -> None:
    form = app.form()

    def ask(_number: int, _random: Random) -> int:
        with unit():
            status = _ask(form)[0]
        connections.close_all()
        return status

    answers = crowd(8, ask)

    assert sorted(answers) == [200] + [401] * 7
    with enter(scopes["alpha"]), unit():
        assert UsedAssertion.objects.count() == 1


def test_the_assertion_of_another_app_is_refused(
    app: KeyedApp, stamp: Stamp, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), unit():
        other = keyed_app(stamp)

    forged = KeyedApp(app.client_id, other.key).form()

    assert _ask(forged)[0] == 401
    assert _ask({**app.form(), "client_id": other.client_id})[0] == 401


def test_a_method_that_an_app_is_not_registered_for_is_refused_and_breaks_nothing(
    app: KeyedApp,
) -> None:
    for form in (
        {"grant_type": "client_credentials", "client_id": app.client_id},
        {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": "x"},
        {**app.form(), "client_assertion_type": "urn:ietf:params:oauth:saml2-bearer"},
    ):
        assert _ask(form)[0] in {400, 401}


def test_an_assertion_in_the_address_is_refused(app: KeyedApp) -> None:
    form = app.form()

    answer = caller().post(f"/oauth/token?client_assertion={form['client_assertion']}", form)

    assert (answer.status_code, told(answer)["error"]) == (400, "invalid_request")
