"""Without Redis nobody could count wrong passwords: the door stays shut, and says so."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from redis import Redis

from guildhall.identity.errors import SignInClosed
from guildhall.identity.operations import attempts, forget_attempts, give_back, take_attempt
from tests.console.conftest import PASSWORD
from tests.factories.company import Company
from tests.harness.forwarder import forwarded
from tests.harness.processes import web_server

type Hire = Callable[..., object]

CLERK = "operations.all@example.com"


def _mark(browser: httpx.Client, path: str) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(path).text)
    assert found
    return found[1]


def _send(browser: httpx.Client, path: str, **form: str) -> httpx.Response:
    return browser.post(path, data={**form, "csrfmiddlewaretoken": _mark(browser, path)})


def test_sign_in_closes_with_redis_and_who_is_inside_stays(
    shop: Company, hire: Hire, tmp_path: Path
) -> None:
    hire()
    login, reset = "/accounts/login/", "/accounts/password/reset/"
    with (
        forwarded(settings.REDIS_URL) as (url, way),
        web_server(tmp_path, REDIS_URL=url) as web,
        web.client(shop.host) as inside,
        web.client(shop.host) as outside,
    ):
        assert _send(inside, login, login=CLERK, password=PASSWORD).status_code == 302
        way.cut()
        told = [
            _send(outside, login, login=email, password=password)
            for email in (CLERK, "nobody@example.com")
            for password in (PASSWORD, "wrong")
        ]
        asked = [_send(outside, reset, email=email) for email in (CLERK, "nobody@example.com")]
        still = inside.get("/orders")

    assert {answer.status_code for answer in (*told, *asked)} == {503}
    assert {answer.headers["Retry-After"] for answer in told} == {"30"}
    assert all("Nobody can sign in just now" in answer.text for answer in told)
    assert "sessionid" not in outside.cookies
    assert still.status_code == 200


@pytest.mark.parametrize("deed", ["take", "give back", "forget"])
def test_no_count_no_entry(shop: Company, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    attempt = take_attempt(CLERK, address="192.0.2.1")
    assert attempt is not None

    nobody = Redis.from_url("redis://127.0.0.1:1/0")
    monkeypatch.setattr(attempts, "_script", nobody.register_script)
    monkeypatch.setattr(attempts, "redis", lambda: nobody)
    deeds: dict[str, Callable[[], object]] = {
        "take": lambda: take_attempt(CLERK, address="192.0.2.1"),
        "give back": lambda: give_back(attempt),
        "forget": lambda: forget_attempts(CLERK, address="192.0.2.1"),
    }

    with pytest.raises(SignInClosed):
        deeds[deed]()
