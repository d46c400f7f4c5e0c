"""Guessing passwords: slow for strangers, exact in a crowd, silent about who exists."""

from collections.abc import Callable
from random import Random

import pytest
from django.test import Client

from guildhall.identity.models import KnownDevice
from guildhall.identity.operations import take_attempt
from guildhall.identity.states import Role
from guildhall.kernel.models import Fact
from guildhall.kernel.tenancy import Scope, enter
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.harness.crowds import crowd

CLERK = "operations.all@example.com"
VIEWER = "read-only.all@example.com"
HELD = "identity.sign_in_held"
TOO_MANY = "Too many failed login attempts"

type Hire = Callable[..., object]


def _try(browser: Client, email: str, password: str, *, address: str = "192.0.2.1") -> str:
    form = {"login": email, "password": password}
    answer = browser.post("/accounts/login/", form, REMOTE_ADDR=address)
    return "in" if answer.status_code == 302 else text_of(answer)


def test_another_account_is_not_locked_by_guesses_at_this_one(shop: Company, hire: Hire) -> None:
    hire()
    hire(Role.READ_ONLY)
    for _ in range(6):
        _try(browser_of(shop), CLERK, "wrong")

    assert TOO_MANY in _try(browser_of(shop), CLERK, PASSWORD)
    assert _try(browser_of(shop), VIEWER, PASSWORD) == "in"


def test_the_same_account_at_another_address_is_not_locked(shop: Company, hire: Hire) -> None:
    hire()
    for _ in range(6):
        _try(browser_of(shop), CLERK, "wrong")

    assert _try(browser_of(shop), CLERK, PASSWORD, address="192.0.2.2") == "in"


def test_the_same_name_in_another_company_is_not_locked(
    shop: Company, committed: dict[str, Scope]
) -> None:
    for _ in range(6):
        take_attempt(CLERK, address="192.0.2.1")
    assert take_attempt(CLERK, address="192.0.2.1") is None

    with enter(committed["beta"]):
        assert take_attempt(CLERK, address="192.0.2.1") is not None


def test_right_passwords_are_not_counted(shop: Company, hire: Hire) -> None:
    hire()

    assert {_try(browser_of(shop), CLERK, PASSWORD) for _ in range(7)} == {"in"}


def test_a_hundred_tries_at_once_are_five(shop: Company, committed: dict[str, Scope]) -> None:
    def attempt(_number: int, _random: Random) -> bool:
        with enter(committed["alpha"]):
            return take_attempt("anybody@example.com", address="192.0.2.1") is not None

    taken = crowd(100, attempt)

    assert sum(taken) == 5


@pytest.mark.parametrize("email", [CLERK, "nobody@example.com"])
def test_guessing_from_many_addresses_is_slowed_per_account_known_or_not(
    shop: Company, hire: Hire, email: str
) -> None:
    hire()
    told = [
        _try(browser_of(shop), email, "wrong", address=f"198.51.100.{number}")
        for number in range(22)
    ]

    assert [TOO_MANY in text for text in told] == [False] * 20 + [True] * 2


def test_the_owner_comes_in_by_a_browser_they_used_before(shop: Company, hire: Hire) -> None:
    hire()
    own = browser_of(shop)
    assert _try(own, CLERK, PASSWORD) == "in"
    own.post("/accounts/logout/")
    for number in range(22):
        _try(browser_of(shop), CLERK, "wrong", address=f"198.51.100.{number}")

    assert TOO_MANY in _try(browser_of(shop), CLERK, PASSWORD, address="203.0.113.7")
    assert _try(own, CLERK, PASSWORD, address="203.0.113.7") == "in"


def test_a_browser_known_for_one_account_is_a_stranger_to_another(
    shop: Company, hire: Hire
) -> None:
    hire()
    hire(Role.READ_ONLY)
    own = browser_of(shop)
    _try(own, CLERK, PASSWORD)
    own.post("/accounts/logout/")
    for _ in range(6):
        _try(browser_of(shop), VIEWER, "wrong")

    assert TOO_MANY in _try(own, VIEWER, PASSWORD)


def test_a_forged_browser_is_a_stranger(shop: Company, hire: Hire) -> None:
    hire()
    own = browser_of(shop)
    _try(own, CLERK, PASSWORD)
    forged = browser_of(shop)
    value = own.cookies["guildhall_browser"].value
    forged.cookies["guildhall_browser"] = value[:-1] + ("A" if value[-1] != "A" else "B")
    for _ in range(6):
        _try(browser_of(shop), CLERK, "wrong")

    assert TOO_MANY in _try(forged, CLERK, PASSWORD)
    assert KnownDevice.objects.count() == 1


def test_one_address_cannot_try_many_accounts(shop: Company) -> None:
    browser = browser_of(shop)

    taken = [
        take_attempt(f"person{number}@example.com", address="192.0.2.9") for number in range(32)
    ]

    assert [attempt is not None for attempt in taken] == [True] * 30 + [False] * 2
    assert TOO_MANY in _try(browser, "person99@example.com", "wrong", address="192.0.2.9")


def test_one_household_of_ipv6_is_one_address(shop: Company) -> None:
    taken = [take_attempt(CLERK, address=f"2001:db8:1:2::{number:x}") for number in range(1, 8)]

    assert [attempt is not None for attempt in taken] == [True] * 5 + [False] * 2
    assert take_attempt(CLERK, address="2001:db8:1:3::1") is not None


def test_a_new_password_may_be_tried_at_once(shop: Company, hire: Hire) -> None:
    hire()
    own = browser_of(shop)
    assert _try(own, CLERK, PASSWORD) == "in"
    for _ in range(6):
        _try(browser_of(shop), CLERK, "wrong")
    new = "battery horse correct"

    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    own.post("/accounts/password/change/", form, REMOTE_ADDR="192.0.2.1")

    assert _try(browser_of(shop), CLERK, new) == "in"


@pytest.mark.parametrize("email", [CLERK, "nobody@example.com"])
def test_the_trail_tells_once_that_an_account_is_held(
    shop: Company, hire: Hire, email: str
) -> None:
    user = str(hire())
    for _ in range(5):
        _try(browser_of(shop), email, "wrong")
    assert not Fact.objects.filter(type=HELD).exists()

    for number in range(12):
        _try(browser_of(shop), email, "wrong", address=f"192.0.2.{number % 2 + 1}")

    told = Fact.objects.get(type=HELD)
    assert told.payload == {"user": user if email == CLERK else None}
    assert (told.actor_kind, told.address, told.session) == ("system", "", "")


def test_a_network_address_that_is_held_is_not_the_account(shop: Company, hire: Hire) -> None:
    hire()
    for number in range(31):
        take_attempt(f"person{number}@example.com", address="192.0.2.1")

    assert TOO_MANY in _try(browser_of(shop), CLERK, PASSWORD)
    assert not Fact.objects.filter(type=HELD).exists()
