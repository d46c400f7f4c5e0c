"""People of HQ and operators come in by the same doors as people of a company."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from guildhall.identity.models import KnownDevice
from guildhall.identity.operations import require_second_step
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.console.reading import rows_of, text_of
from tests.console.test_second_factor import set_up
from tests.harness.post import postman
from tests.hq.conftest import HOST, PASSWORD, SignIn
from tests.hq.selling import group_id

pytestmark = pytest.mark.usefixtures("committed")

LOGIN = "/accounts/login/"


def _address(group: str) -> str:
    return f"hana.{group_id(group)}@hq.example"


def _try(email: str, password: str, *, address: str) -> str:
    browser = Client(headers={"host": HOST})
    answer = browser.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)
    return "in" if answer.status_code == 302 else text_of(answer)


def test_a_role_at_hq_may_ask_for_a_second_step(sign_in: SignIn, stamp: Stamp) -> None:
    hana = sign_in("north")
    with enter(PLATFORM):
        require_second_step(Role.READ_ONLY, stamp=stamp)

    page, api = hana.get("/"), hana.get("/hq/v1/figures", {"group": "north"})

    assert page["Location"] == "/accounts/2fa/"
    assert (api.status_code, api.json()["code"]) == (403, "identity.second_factor_due")
    set_up(hana)
    assert hana.get("/").status_code == 200
    assert hana.get("/hq/v1/figures", {"group": "north"}).status_code == 200


def test_guessing_is_slowed_there_as_well(sign_in: SignIn) -> None:
    sign_in("north")
    for number in range(20):
        _try(_address("north"), "wrong", address=f"198.51.100.{number}")

    told = _try(_address("north"), PASSWORD, address="203.0.113.7")

    assert "Too many failed login attempts" in told


def test_a_new_browser_is_told_and_sessions_are_listed(
    sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    hana = sign_in("north")

    with postman():
        assert _try(_address("north"), PASSWORD, address="203.0.113.9") == "in"

    (mail,) = mailoutbox
    assert HOST in mail.subject
    assert rows_of(hana.get("/accounts/sessions/")) == 2
    with enter(PLATFORM):
        assert KnownDevice.objects.count() == 2


def test_a_company_knows_nothing_of_it(sign_in: SignIn, committed: dict[str, Scope]) -> None:
    sign_in("north")

    with enter(committed["alpha"]):
        assert not KnownDevice.objects.exists()
