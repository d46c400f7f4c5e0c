"""What is sensitive asks who is there: every page of that kind, at both faces."""

from collections.abc import Callable

from django.test import Client

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.console.conftest import PASSWORD

type SignIn = Callable[..., Client]

PROOFS = "account_authentication_methods"
OF_A_COMPANY = (
    "/keys/make",
    "/keys/none/rotate",
    "/apps/register",
    "/payments/accounts/new",
    "/payments/accounts/none/keys",
    "/delivery/new",
    "/invoices/entities/new",
    "/invoices/entities/none",
    "/apps/none/edit",
    "/apps/none/secret",
    "/apps/none/install",
    "/audit/export",
    "/imports/export",
    "/people/invite",
    "/people/roles/new",
    "/people/roles/finance/edit",
    f"/people/{new_id()}/roles",
    f"/people/{new_id()}/deactivate",
    "/company/visits/access",
    "/approvals/rules/new",
    f"/approvals/rules/{new_id()}",
    f"/approvals/rules/{new_id()}/remove",
    "/approvals/standing-in/new",
    "/accounts/2fa/roles/finance/waive",
    f"/accounts/2fa/people/{new_id()}/forget",
)
OF_THE_PLATFORM = (
    "/operators/companies/alpha/suspend",
    "/operators/companies/alpha/visits/new",
)
THERE = "/accounts/reauthenticate/"


def _not_asking(browser: Client, paths: tuple[str, ...]) -> list[str]:
    session = browser.session
    session[PROOFS] = [{**proof, "at": proof["at"] - 301} for proof in session[PROOFS]]
    session.save()
    return [
        path
        for path in paths
        for answer in (browser.get(path), browser.post(path))
        if not answer.headers.get("Location", "").startswith(THERE)
    ]


def test_a_company_asks_before_keys_people_apps_exports_and_visits(sign_in: SignIn) -> None:
    assert _not_asking(sign_in(Role.OWNER), OF_A_COMPANY) == []


def test_operators_are_asked_before_they_touch_a_company(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    email = "ophelia@platform.example"
    with enter(PLATFORM):
        add_staff(email, name="Ophelia", password=PASSWORD, role=Role.OPERATOR, stamp=stamp)
    browser = Client(headers={"host": "hq.localhost"})
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})

    with enter(PLATFORM):
        found = _not_asking(browser, OF_THE_PLATFORM)

    assert found == []


def test_what_is_not_sensitive_does_not_ask(sign_in: SignIn) -> None:
    found = _not_asking(sign_in(Role.OWNER), ("/orders", "/stock"))

    assert sorted(set(found)) == ["/orders", "/stock"]
