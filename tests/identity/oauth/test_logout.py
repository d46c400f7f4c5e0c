"""An app asks that somebody signs out."""

from typing import Any

import pytest
from django.test import Client

from guildhall.identity.oauth.models import App, TokenFamily
from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.kernel.tenancy import Scope
from tests.factories.apps import Made, told_in
from tests.identity.oauth.conftest import HOST, ISSUER, Hire

HOME = "https://app.example/bye"


@pytest.fixture
def wish(app: Made, tokens: dict[str, str]) -> dict[str, str]:
    App.objects.filter(id=app.id).update(post_logout_redirect_uris=[HOME])
    return {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": HOME,
        "state": "s 1&x",
        "client_id": app.client_id,
    }


def _leave(browser: Client, wish: dict[str, str], **changes: str) -> Any:
    return browser.get("/oauth/logout", wish | changes)


def _is_in(browser: Client) -> bool:
    return (
        browser.get("/oauth/authorize").status_code == 400 and "_auth_user_id" in browser.session
    )


def test_who_is_meant_is_signed_out_with_the_app_and_goes_home(
    clerk: Client, tokens: dict[str, str], wish: dict[str, str]
) -> None:
    answer = _leave(clerk, wish)

    assert answer["Location"].startswith(f"{HOME}?")
    assert told_in(answer["Location"]) == {"state": "s 1&x"}
    assert not _is_in(clerk)
    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is None
    assert TokenFamily.objects.get().end_reason == "logout"


def test_without_a_proof_the_person_is_asked_and_sent_nowhere_else(
    clerk: Client, tokens: dict[str, str], wish: dict[str, str]
) -> None:
    shown = clerk.get("/oauth/logout", {"post_logout_redirect_uri": HOME})
    forged = _leave(clerk, wish, id_token_hint=tokens["access_token"])

    assert (shown.status_code, forged.status_code) == (200, 200)
    assert _is_in(clerk)
    agreed = clerk.post("/oauth/logout", query_params={"post_logout_redirect_uri": HOME})
    assert agreed["Location"] == "/"
    assert not _is_in(clerk)
    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is not None


def test_nobody_is_sent_to_an_address_that_the_app_did_not_name(
    clerk: Client, wish: dict[str, str]
) -> None:
    answer = _leave(clerk, wish, post_logout_redirect_uri=f"{HOME}/..//evil.example")

    assert answer["Location"] == "/"


def test_a_hint_for_somebody_else_signs_nobody_out_unasked(
    hire: Hire, tokens: dict[str, str], wish: dict[str, str], inside: Scope
) -> None:
    other = hire(scope="store:S1")

    answer = _leave(other, wish)

    assert answer.status_code == 200
    assert _is_in(other)
    other.post("/oauth/logout", query_params=wish)
    assert not _is_in(other)
    assert TokenFamily.objects.get().ended_at is None


def test_a_foreign_form_signs_nobody_out(clerk: Client, wish: dict[str, str]) -> None:
    strict = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    strict.cookies = clerk.cookies

    assert strict.post("/oauth/logout").status_code == 403
    assert _is_in(clerk)
