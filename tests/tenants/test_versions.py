"""Versions of schemas: a history that only grows, and a range that this release serves."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from guildhall.kernel.delivery.jobs import deliver_facts
from guildhall.kernel.jobs import TenantRests, resolve
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.middleware import tenant_middleware
from tenants.artefact import artefact, migrations_digest
from tenants.directory import roll_changed
from tenants.models import SchemaVersion, Tenant
from tenants.versions import HistoryBroken, append, history, newest, oldest

AHEAD = 999


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Return a copy of the committed folder that the code now reads."""
    copy = tmp_path / "schema"
    shutil.copytree(django_settings.SCHEMA_FOLDER, copy)
    settings.SCHEMA_FOLDER = copy
    return copy


@pytest.fixture
def alpha_in(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Yield alpha, and put its version back whatever a test writes."""
    yield committed["alpha"]
    with enter(PLATFORM):
        SchemaVersion.objects.filter(number=AHEAD).delete()
    put(committed["alpha"], newest().number)


def put(scope: Scope, version: int) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(id=scope.tenant_id).update(schema_version=version)
        roll_changed()


def answer(host: str) -> HttpResponse:
    def inside(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    response = tenant_middleware(inside)(RequestFactory().get("/", headers={"host": host}))
    assert isinstance(response, HttpResponse)
    return response


def test_this_release_knows_its_own_version() -> None:
    assert newest().digest == migrations_digest()
    assert artefact().version == newest().number == len(history())
    assert 1 <= oldest() <= newest().number


def test_an_expansion_leaves_older_code_at_work(folder: Path) -> None:
    floor = newest().floor

    added = append("0123456789abcdef", migrations=("orders.0009_more",), contract=False)

    assert newest() == added
    assert added.floor == floor
    assert oldest() == added.number


def test_a_contract_leaves_only_the_release_before_at_work(folder: Path) -> None:
    before = newest()

    added = append("0123456789abcdef", migrations=("orders.0009_less",), contract=True)

    assert added.floor == before.number


@pytest.mark.parametrize(
    "line",
    ["7 0123456789abcdef floor=1", "1 0123456789abcdef floor=1"],
)
def test_a_history_with_a_gap_is_broken(folder: Path, line: str) -> None:
    with (folder / "HISTORY").open("a") as file:
        file.write(line + "\n")

    with pytest.raises(HistoryBroken):
        append("fedcba9876543210", migrations=(), contract=False)


def test_nothing_older_than_the_history_can_be_served(folder: Path) -> None:
    (folder / "OLDEST").write_text("0\n")

    with pytest.raises(HistoryBroken):
        oldest()


@pytest.mark.parametrize("version", [0, AHEAD])
def test_a_company_outside_the_range_is_asked_to_wait(alpha_in: Scope, version: int) -> None:
    put(alpha_in, version)

    response = answer("alpha.localhost")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert b'"tenancy.upgrading"' in response.content
    assert alpha_in.schema not in {each.scope.schema for each in directory().working()}
    with pytest.raises(TenantRests):
        resolve(str(alpha_in.tenant_id), actor=deliver_facts)


def test_a_company_inside_the_range_is_served(alpha_in: Scope) -> None:
    put(alpha_in, newest().number)

    assert answer("alpha.localhost").content == b"inside"


@pytest.mark.parametrize(("above", "status"), [(0, 200), (1, 503)])
def test_a_newer_schema_is_served_by_code_above_its_floor(
    alpha_in: Scope, above: int, status: int
) -> None:
    floor = newest().number + above
    with enter(PLATFORM):
        # A number of this case alone: what a version asks for never changes.
        SchemaVersion.objects.create(number=AHEAD + 1 + above, digest=f"x{above}", floor=floor)
    put(alpha_in, AHEAD + 1 + above)

    response = answer("alpha.localhost")

    with enter(PLATFORM):
        SchemaVersion.objects.filter(number=AHEAD + 1 + above).delete()
    assert response.status_code == status
