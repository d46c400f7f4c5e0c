"""From the Host header to a tenant, or to a plain no."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, current, enter, require
from guildhall.kernel.tenancy.middleware import tenant_middleware
from tenants.directory import TenantDirectory, roll_changed
from tenants.models import Tenant
from tenants.operations import move_tenant
from tenants.states import TenantMove
from tests.harness.forwarder import forwarded
from tests.harness.processes import Web, wait_until, web_server

ORDERS = "/storefront/v1/orders"
PRODUCTS = "/storefront/v1/products"


def answer(host: str, method: str = "GET", path: str = "/anything") -> HttpResponse:
    """Send a request through the middleware alone; what is inside answers with its tenant."""

    def inside(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(require().slug)

    request = RequestFactory().generic(method, path, headers={"host": host})
    response = tenant_middleware(inside)(request)
    assert isinstance(response, HttpResponse)
    return response


@pytest.fixture
def alpha_in(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Yield alpha, and leave it active whatever state a test puts it in."""
    yield committed["alpha"]
    put(committed["alpha"], TenantState.ACTIVE)


def put(scope: Scope, state: TenantState) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(id=scope.tenant_id).update(state=state.value)
        roll_changed()


@pytest.mark.parametrize(
    "host",
    ["alpha.localhost", "alpha.localhost:8000", "ALPHA.LocalHost", "alpha.localhost.:80"],
)
def test_a_host_leads_to_its_tenant_however_it_is_written(
    committed: dict[str, Scope], host: str
) -> None:
    assert answer(host).content == b"alpha"
    assert current() is None


@pytest.mark.parametrize("host", ["localhost", "HQ.localhost:8000"])
def test_a_public_host_leads_to_the_public_schema(committed: dict[str, Scope], host: str) -> None:
    assert answer(host).content == b"public"


@pytest.mark.parametrize(
    "host", ["", "nobody.localhost", "alpha", "alpha.localhost.evil.example", "[::1]:80", ":", "é"]
)
def test_an_unknown_host_is_told_so(committed: dict[str, Scope], host: str) -> None:
    response = answer(host)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert b'"tenancy.unknown_host"' in response.content


def test_unknown_hosts_are_kept_in_a_small_cache(
    committed: dict[str, Scope], settings: Settings
) -> None:
    settings.EPOCH_CHECK_SECONDS = 1
    found = TenantDirectory()

    for number in range(1_100):
        assert found.by_host(f"{number}.example") is None

    assert len(found._unknown._entries) == 1_000  # noqa: SLF001 - the bound is the claim
    assert len(found._hosts._entries) == 0  # noqa: SLF001 - likewise
    resolved = found.by_host("alpha.localhost")
    assert resolved is not None


@pytest.mark.parametrize(
    ("state", "seconds", "code"),
    [
        (TenantState.MOVING, "1", b"tenancy.moving"),
        (TenantState.QUARANTINED, "60", b"tenancy.resting"),
    ],
)
def test_a_tenant_that_rests_says_when_to_come_back(
    alpha_in: Scope, state: TenantState, seconds: str, code: bytes
) -> None:
    put(alpha_in, state)

    response = answer("alpha.localhost")

    assert response.status_code == 503
    assert response["Retry-After"] == seconds
    assert code in response.content


@pytest.mark.parametrize("state", [TenantState.PROVISIONING, TenantState.ERASED])
def test_a_tenant_that_is_not_there_is_unknown(alpha_in: Scope, state: TenantState) -> None:
    put(alpha_in, state)

    assert b"tenancy.unknown_host" in answer("alpha.localhost").content


def test_a_read_only_tenant_is_read_and_not_written(alpha_in: Scope) -> None:
    put(alpha_in, TenantState.READ_ONLY)

    assert [answer("alpha.localhost", method).status_code for method in ("GET", "HEAD")] == [
        200
    ] * 2
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused = answer("alpha.localhost", method)
        assert refused.status_code == 503
        assert b"tenancy.read_only" in refused.content


def test_a_suspended_tenant_must_pay(alpha_in: Scope) -> None:
    put(alpha_in, TenantState.SUSPENDED)

    response = answer("alpha.localhost")

    assert response.status_code == 402
    assert b"tenancy.suspended" in response.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pos/v1/drain", 200),
        ("/pos/v1/drain/S367/batches", 200),
        ("/pos/v1/drainage", 402),
        ("/pos/v1/sales", 402),
        ("/accounts/login/", 200),
        ("/company/plan", 200),
        ("/companies", 402),
        ("/api/v1/orders", 402),
    ],
)
def test_boxes_of_a_suspended_company_drain_and_its_people_pay(
    alpha_in: Scope, path: str, status: int
) -> None:
    put(alpha_in, TenantState.SUSPENDED)

    assert answer("alpha.localhost", "POST", path).status_code == status


@pytest.mark.parametrize("state", [TenantState.MOVING, TenantState.QUARANTINED])
def test_nobody_is_let_in_while_data_is_moved_or_held(alpha_in: Scope, state: TenantState) -> None:
    put(alpha_in, state)

    for path in ("/pos/v1/drain/batches", "/accounts/login/", "/company/plan"):
        assert answer("alpha.localhost", "POST", path).status_code == 503


@pytest.fixture(scope="module")
def checking(tmp_path_factory: pytest.TempPathFactory, scopes: dict[str, Scope]) -> Iterator[Web]:
    """Run a web process that looks for changes no more often than in production."""
    folder = tmp_path_factory.mktemp("checking")
    with web_server(folder, GUILDHALL_EPOCH_CHECK_SECONDS="0.5") as server:
        yield server


def test_another_process_sees_a_change_of_state_within_a_second(
    alpha_in: Scope, checking: Web
) -> None:
    stamp = system_stamp("test", clock.now())
    with checking.client("alpha.localhost") as client:
        assert client.get(PRODUCTS).status_code == 401  # it serves, and knows the tenant

        for move, status in ((TenantMove.SUSPEND, 402), (TenantMove.RESTORE, 401)):
            with enter(PLATFORM):
                move_tenant("alpha", move=move, reason="a test", stamp=stamp)
            wait_until(
                lambda status=status: client.get(PRODUCTS).status_code == status,  # type: ignore[misc]
                what=f"{move} seen by the web process",
                seconds=1.0,
            )


def test_a_frozen_tenant_refuses_orders_over_http(alpha_in: Scope, checking: Web) -> None:
    put(alpha_in, TenantState.READ_ONLY)

    with checking.client("alpha.localhost") as client:
        wait_until(lambda: client.post(ORDERS).status_code == 503, what="the freeze", seconds=1.0)
        refused = client.post(ORDERS)
        read = client.get(PRODUCTS)

    assert refused.json()["code"] == "tenancy.read_only"
    assert read.status_code == 401


def test_a_host_is_shown_its_own_name_only_in_a_problem(
    committed: dict[str, Scope], checking: Web
) -> None:
    with checking.client("evil.example\\.localhost") as client:
        response = client.get("/")

    assert response.status_code == 404
    assert "evil" not in response.text


def test_a_process_is_healthy_and_says_so_when_its_database_is_gone(
    committed: dict[str, Scope], tmp_path: Path
) -> None:
    with (
        forwarded(os.environ["DATABASE_URL"]) as (url, way),
        web_server(tmp_path, DATABASE_URL=url, GUILDHALL_EPOCH_CHECK_SECONDS="0") as server,
        server.client("alpha.localhost") as client,
    ):
        assert client.get(PRODUCTS).status_code == 401

        way.cut()

        health = client.get("/healthz")
        response = client.get(PRODUCTS, headers={"Host": "beta.localhost"})

    assert (health.status_code, health.text) == (200, "ok\n")
    assert response.status_code == 503
    assert response.json()["code"] == "http.try_again"
    assert response.headers["Retry-After"] == "1"
