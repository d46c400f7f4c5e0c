"""Operators, signed in by the page of the public host; the roll comes back as it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from guildhall.config.visits import admit, look_up
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import EVERYWHERE, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from integrations.hq_sign_in.client import HqSignIn
from tenants.directory import roll_changed
from tenants.models import Tenant, TenantFigures
from tenants.visits.ports import PublicHost, bind_public_host
from tests.harness.processes import Web

PASSWORD = "correct horse battery"
HOST = "hq.localhost"

type SignIn = Callable[..., Client]
type Later = Callable[[timedelta], None]


@pytest.fixture
def asked_inside(web: Web) -> Iterator[None]:
    """Let companies' hosts ask a real server who somebody is, as in the house."""
    with web.client(HOST) as client:
        assert client.get("/.well-known/openid-configuration").status_code == 200
    bind_public_host(PublicHost(HqSignIn(f"http://127.0.0.1:{web.port}"), admit, look_up))
    yield
    bind_public_host(PublicHost(HqSignIn(), admit, look_up))


@pytest.fixture
def sign_in(committed: dict[str, Scope], stamp: Stamp, asked_inside: None) -> Iterator[SignIn]:
    """Let somebody in at the public host and return their browser after sign-in."""

    def signed_in(role: Role = Role.OPERATOR, *, scope: str = EVERYWHERE) -> Client:
        email = f"{role}.{scope.replace(':', '.')}@platform.example"
        with enter(PLATFORM):
            add_staff(
                email, name="Ophelia", password=PASSWORD, role=role, scope=scope, stamp=stamp
            )
        client = Client(headers={"host": HOST})
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    yield signed_in
    with enter(PLATFORM):
        Tenant.objects.update(state=TenantState.ACTIVE, state_reason="", paused_in="")
        TenantFigures.objects.all().delete()
        roll_changed()


@pytest.fixture
def operator(sign_in: SignIn) -> Client:
    return sign_in()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Return a switch that lets so much time pass."""

    def passed(by: timedelta) -> None:
        instant = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: instant)

    return passed
