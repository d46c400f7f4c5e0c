"""How long sign-in takes tells nobody whether an address is known.

What is compared is the work of a processor, try by try in turns, by ranks: on a busy machine
both sides wait alike. 0.5 means that nothing can be told, 1 that every single try tells.
"""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.identity.backends import StaffBackend
from guildhall.identity.models import User
from guildhall.kernel.redis import redis
from tests.console.conftest import browser_of
from tests.factories.company import Company
from tests.harness.sizes import size_of

type Hire = Callable[..., object]

KNOWN = "operations.all@example.com"
UNKNOWN = "nobody.here@example.com"


def _told_apart(one: list[float], other: list[float]) -> float:
    """Return how often a value of the one exceeds a value of the other."""
    wins = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return wins / (len(one) * len(other))


def _measured(work: Callable[[str], object], *, tries: int) -> float:
    spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(tries):
        for email in sorted(spent, reverse=bool(number % 2)):
            began = time.process_time()
            work(email)
            spent[email].append(time.process_time() - began)
    return _told_apart(spent[KNOWN], spent[UNKNOWN])


def test_unknown_addresses_take_as_long_as_wrong_passwords(shop: Company, hire: Hire) -> None:
    hire()
    tries = size_of("sign_in_timing", small=24, soak=1_000)
    browser = browser_of(shop)

    def attempt(email: str) -> None:
        redis().flushdb()  # nobody is slowed down: it is the work that is compared
        answer = browser.post("/accounts/login/", {"login": email, "password": "wrong"})
        assert "not correct" in answer.content.decode()

    attempt(KNOWN)
    found = _measured(attempt, tries=tries)

    print(f"sign_in_timing: {found:.3f} of {tries} tries")  # noqa: T201 - the report
    assert 0.15 < found < 0.85


def test_this_test_finds_a_backend_that_hashes_for_known_people_alone(
    shop: Company, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire()

    def hasty(_self: StaffBackend, _request: HttpRequest | None, **given: str) -> User | None:
        user = User.objects.filter(email=given["email"]).first()
        return user if user and user.check_password(given["password"]) else None

    monkeypatch.setattr(StaffBackend, "authenticate", hasty)
    backend = StaffBackend()

    found = _measured(lambda email: backend.authenticate(None, email=email, password="x"), tries=8)

    assert found > 0.95


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/password/reset/"])
def test_the_database_is_asked_the_same(shop: Company, hire: Hire, page: str) -> None:
    hire()

    asked = {email: _statements(browser_of(shop), page, email) for email in (KNOWN, UNKNOWN)}

    assert asked[KNOWN] == asked[UNKNOWN]


def _statements(browser: Client, page: str, email: str) -> list[str]:
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        browser.post(page, {"login": email, "email": email, "password": "wrong"})
    return [query["sql"].replace(email, "") for query in captured]
