"""Fixtures for everybody. Nothing is faked: the database, Valkey and processes are real.

`alpha` enters a tenant inside a transaction that is rolled back: quick, for one scope.
`committed` lets everything commit and empties it afterwards: for facts, jobs, HTTP, two scopes.
"""

import gc
from collections.abc import Iterator

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings

from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.processes import Web, web_server
from tests.harness.reset import reset_everything
from tests.twins.sandbox import told_of_sandboxes

# No test is timed: an example that the machine was slow at is not a defect.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_report_header() -> str:
    return told_of_sandboxes()


@pytest.fixture(scope="session", autouse=True)
def django_db_setup() -> None:
    """Nothing to make: each worker has its clone of the template."""


@pytest.fixture(scope="session", autouse=True)
def _database_open(django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
    for connection in connections.all(initialized_only=True):
        connection.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look no more at what stays for the whole run: then what a module made is soon gone over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_open() -> Iterator[None]:
    """Let a connection that nobody closed fail the module that made it, and seldom a later one.

    What something that outlives the module still refers to is found only once that lets it go.
    """
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _unit() -> Iterator[None]:
    """Let each test be a unit of work: that says something behind a pooler alone."""
    with unit():
        yield


@pytest.fixture
def stamp() -> Stamp:
    return system_stamp("test", clock.now())


@pytest.fixture(scope="session")
def scopes(_database_open: None) -> dict[str, Scope]:
    """Return the template's tenants by slug: alpha and beta of group north, gamma of south."""
    with enter(PLATFORM), unit():
        return {found.scope.slug: found.scope for found in directory().working()}


@pytest.fixture
def alpha(scopes: dict[str, Scope]) -> Iterator[Scope]:
    """Inside tenant alpha, in a transaction that is rolled back."""
    forget_everything()
    with enter(scopes["alpha"]), transaction.atomic():
        yield scopes["alpha"]
        transaction.set_rollback(True)
    forget_everything()


@pytest.fixture
def platform() -> Iterator[Scope]:
    """Inside the public schema, in a transaction that is rolled back."""
    forget_everything()
    with enter(PLATFORM), transaction.atomic():
        yield PLATFORM
        transaction.set_rollback(True)
    forget_everything()


@pytest.fixture
def committed(scopes: dict[str, Scope]) -> Iterator[dict[str, Scope]]:
    """All tenants by slug, nothing entered; what is committed is emptied after the test."""
    forget_everything()
    yield scopes
    connections["default"].close()
    reset_everything()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory, scopes: dict[str, Scope]) -> Iterator[Web]:
    """Run a real web server on this worker's database, shared by its tests."""
    with web_server(tmp_path_factory.mktemp("web")) as server:
        yield server
