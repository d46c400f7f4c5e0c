"""Two-step sign-in by an app and by recovery codes; keys are tried in tests/browser."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.vault import SealBroken, open_sealed
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import text_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]

CLERK = "operations.all@example.com"
ON = "/accounts/2fa/app/on/"


def code_of(secret: str) -> str:
    """Return what an app with this secret shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def set_up(client: Client) -> str:
    """Turn an authenticator app on and return its secret."""
    found = re.search(r'class="secret">([A-Z2-7]+)<', client.get(ON).content.decode())
    assert found
    answer = client.post(ON, {"code": code_of(found[1])})
    assert answer["Location"] == "/accounts/2fa/codes/"
    return found[1]


def _codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get("/accounts/2fa/codes/").content.decode())


def _password(shop: Company) -> Client:
    browser = browser_of(shop)
    answer = browser.post("/accounts/login/", {"login": CLERK, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    return browser


def test_a_password_alone_no_longer_lets_in(shop: Company, sign_in: SignIn) -> None:
    set_up(sign_in())

    browser = _password(shop)

    assert browser.get("/")["Location"].startswith("/accounts/login/")


def test_password_and_code_let_in_and_no_code_twice(shop: Company, sign_in: SignIn) -> None:
    secret = set_up(sign_in())
    first, second = _password(shop), _password(shop)
    code = code_of(secret)

    entered = []
    for browser in (first, second):
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        entered.append(browser.get("/").status_code)

    assert entered == [200, 302]


def test_a_recovery_code_lets_in_once(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    set_up(clerk)
    codes = _codes(clerk)
    assert len(codes) == 10

    entered = []
    for _ in range(2):
        browser = _password(shop)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[3]})
        entered.append(browser.get("/").status_code)

    assert entered == [200, 302]


def test_secrets_are_sealed_for_this_company(
    shop: Company, sign_in: SignIn, committed: dict[str, Scope]
) -> None:
    clerk = sign_in()
    secret = set_up(clerk)
    codes = _codes(clerk)

    kept = {row.type: row.data for row in Authenticator.objects.all()}

    assert open_sealed(kept["totp"]["secret"], purpose="second_factor") == secret
    assert secret not in str(kept)
    assert not any(code in str(kept) for code in codes)
    with enter(committed["beta"]), pytest.raises(SealBroken):
        open_sealed(kept["totp"]["secret"], purpose="second_factor")


def test_guessing_codes_stops_after_five(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    set_up(clerk)
    right = _codes(clerk)[0]
    browser = _password(shop)

    for _ in range(5):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    told = browser.post("/accounts/2fa/authenticate/", {"code": right})

    assert "Too many failed login attempts" in text_of(told)
    assert browser.get("/").status_code == 302


def test_turning_the_app_off_asks_who_it_is(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    set_up(clerk)
    session = clerk.session
    proofs = "account_authentication_methods"
    session[proofs] = [{**proof, "at": proof["at"] - 301} for proof in session[proofs]]
    session.save()

    asked = clerk.post("/accounts/2fa/app/off/")

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize(
    "path",
    ["", "app/on/", "app/off/", "codes/", "codes/new/", "codes/download/", "keys/add/"],
)
def test_nobody_reaches_second_factors_before_sign_in(shop: Company, path: str) -> None:
    answer = browser_of(shop).get(f"/accounts/2fa/{path}")

    assert answer["Location"].startswith("/accounts/login/")


def test_second_factors_of_a_neighbor_are_not_found(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    set_up(clerk)
    number = Authenticator.objects.get(type="totp").pk

    answer = sign_in(Role.READ_ONLY).post(f"/accounts/2fa/keys/{number}/remove/")

    assert answer.status_code == 404
