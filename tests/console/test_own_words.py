"""Passwords of words that anybody would try here first, and what sign-in leaves in the log."""

from collections.abc import Callable

import pytest
from django.test import Client
from structlog.testing import capture_logs

from guildhall.identity.rules import is_made_of
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import text_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]

CLERK = "operations.all@example.com"
WORDS = ("guildhall", "alpha", "operations", "hq")


@pytest.mark.parametrize(
    "password", ["guildhall1", "Alpha-Alpha-1", "operations2026", "ALPHAguildhall"]
)
def test_little_more_than_names_is_too_easy(password: str) -> None:
    assert is_made_of(password, WORDS)


@pytest.mark.parametrize(
    "password", [PASSWORD, "alpha and six stray cats", "hqhqhqhqhq", "x9!kd02mmqa"]
)
def test_a_name_among_other_things_is_no_harm(password: str) -> None:
    assert not is_made_of(password, WORDS)


def test_such_a_password_is_refused_where_one_is_set(sign_in: SignIn) -> None:
    clerk = sign_in()
    form = {"oldpassword": PASSWORD, "password1": "alpha-alpha-1", "password2": "alpha-alpha-1"}

    told = clerk.post("/accounts/password/change/", form)

    assert "little more than the name of this site" in text_of(told)


def test_each_try_is_logged_without_who_it_was_meant_for(shop: Company, sign_in: SignIn) -> None:
    with capture_logs() as told:
        sign_in()
        for email in (CLERK, "nobody@example.com"):
            browser_of(shop).post("/accounts/login/", {"login": email, "password": "wrong"})

    events = [each["event"] for each in told if "sign" in each["event"]]
    assert events == ["signed_in", "sign_in_failed", "sign_in_failed"]
    assert "@example.com" not in str(told)
    assert "wrong" not in str(told)
