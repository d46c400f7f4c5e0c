"""Where an app may have people sent back to, and the codes that people type for a device."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.identity.oauth.errors import RedirectRefused
from guildhall.identity.oauth.rules.addresses import must_be_redirect, normal_form
from guildhall.identity.oauth.rules.devices import (
    LENGTH,
    LETTERS,
    is_too_early,
    make_user_code,
    shown,
    typed,
)
from guildhall.kernel import clock


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.com/callback",
        "https://app.example.com/callback?from=guildhall",
        "https://app.example.com:8443/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:5000/callback",
        "http://[::1]:5000/callback",
        "http://localhost:5000/callback",
    ],
)
def test_https_and_the_loopback_are_taken(uri: str) -> None:
    must_be_redirect(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example.com/callback",
        "http://localhost.example.com/callback",
        "http://127.0.0.1.example.com/callback",
        "https://app.example.com/callback#part",
        "https://app.example.com/callback#",
        "https://*.example.com/callback",
        "https://app.example.com/*",
        "https://good.example.com@evil.example.com/",
        "https://app.example.com\\@evil.example.com/",
        "https://app.example.com/../callback",
        "https://app.example.com/./callback",
        "https:///callback",
        "https://",
        "https:app.example.com",
        "//app.example.com/callback",
        "/callback",
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp://callback",
        "https://app.example.com:port/",
        "https://app.example.com:0/",
        "https://[::1/callback",
        "https://app.example.com/call back",
        "https://app.example.com/\ncallback",
        "https://app.example.com/\0",
        "https://äpp.example.com/callback",
        "https://app.example.com/" + "x" * 2_000,
    ],
)
def test_anything_else_is_refused(uri: str) -> None:
    with pytest.raises(RedirectRefused):
        must_be_redirect(uri)


@given(st.text(alphabet="/.ab%2e7E", max_size=20))
def test_a_normal_form_is_its_own_normal_form(path: str) -> None:
    once = normal_form(f"https://a.example/{path}")

    assert normal_form(once) == once


def test_a_user_code_has_eight_consonants() -> None:
    codes = {make_user_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set(LETTERS) & set("AEIOUY0123456789")


@pytest.mark.parametrize("text", ["BCDF-GHJK", "bcdf ghjk", " bcdfghjk ", "bc-df-gh-jk"])
def test_a_code_is_found_however_it_is_typed(text: str) -> None:
    assert typed(text) == "BCDFGHJK"
    assert shown(typed(text)) == "BCDF-GHJK"


@pytest.mark.parametrize("text", ["", "BCDFGHJ", "BCDFGHJKL", "ACDFGHJK", "1CDFGHJK"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert typed(text) == ""


def test_a_device_that_asks_before_its_interval_is_too_early() -> None:
    at = clock.now()

    assert not is_too_early(None, interval=5, at=at)
    assert is_too_early(at - timedelta(seconds=4), interval=5, at=at)
    assert not is_too_early(at - timedelta(seconds=5), interval=5, at=at)
