"""HQ people, signed in through the sign-in page of the public host."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.hq.selling import group_id

PASSWORD = "correct horse battery"
HOST = "hq.localhost"

type SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(committed: dict[str, Scope], stamp: Stamp) -> SignIn:
    """Let somebody in at HQ and return their browser after sign-in."""

    def signed_in(group: str = "") -> Client:
        owner = group_id(group) if group else new_id()
        email = f"hana.{owner}@hq.example"
        with enter(PLATFORM):
            add_staff(
                email,
                name="Hana",
                password=PASSWORD,
                role=Role.READ_ONLY,
                scope=f"group:{owner}",
                stamp=stamp,
            )
        client = Client(headers={"host": HOST})
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return signed_in
