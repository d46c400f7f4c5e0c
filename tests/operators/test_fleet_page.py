"""The fleet's page, over HTTP."""

from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.fleet.operations import quarantine, sync_ledger
from tests.console.reading import statements_of, text_of
from tests.hq.selling import group_id
from tests.operators.conftest import SignIn

URL = "/operators/fleet"


def test_people_of_a_group_see_no_fleet(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER, scope=f"group:{group_id('north')}")

    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}/alpha/retry").status_code == 403


def test_the_fleet_is_shown_by_ring_and_version(sign_in: SignIn) -> None:
    with enter(PLATFORM):
        sync_ledger()

    page = sign_in().get(URL)

    assert "3 of 3 companies are at version" in text_of(page)
    assert "Our own" in text_of(page) or "The rest" in text_of(page)


def test_who_is_held_is_shown_with_the_reason_and_can_be_tried_again(
    sign_in: SignIn, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        quarantine("beta", reason="column exists already", stamp=stamp)
    client = sign_in()
    before = text_of(client.get(URL))

    done = client.post(f"{URL}/beta/retry")
    again = client.post(f"{URL}/beta/retry")

    company = text_of(client.get("/operators/companies/beta"))

    assert "In the fleet" in company
    assert "column exists already" in before
    assert "In trouble" in before
    assert done.status_code == 302
    assert "In trouble" not in text_of(client.get(URL))
    assert again.status_code == 409


def test_the_page_takes_a_constant_number_of_statements(sign_in: SignIn) -> None:
    client: Client = sign_in()
    with enter(PLATFORM):
        empty = statements_of(client, URL)
        sync_ledger()
        full = statements_of(client, URL)

    assert full <= empty + 2
    assert full <= 14
