"""What is known to go wrong with a schema per tenant: the stock way, and ours beside it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django_tenants.postgresql_backend.base import is_valid_schema_name

from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.models import Brand
from tests.harness.pgbouncer import Pooler, pgbouncer
from tests.harness.processes import ROOT

pytestmark = pytest.mark.slow

STOCK = {"DJANGO_SETTINGS_MODULE": "tests.isolation.stock_settings"}
LIMITED = {"STOCK_LIMIT_SET_CALLS": "1"}
POOLED = {"GUILDHALL_POOL_SIZE": "1"}


@pytest.fixture
def canaries(committed: dict[str, Scope]) -> dict[str, Scope]:
    """Put a row into each tenant that names it."""
    for slug, scope in committed.items():
        with enter(scope):
            Brand.objects.create(code=slug, name=slug)
    return committed


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[Pooler]:
    with pgbouncer(tmp_path) as found:
        yield found


def walk(name: str, kind: str, scopes: dict[str, Scope], **env: str) -> dict[str, Any]:
    """Walk into a pitfall in a process of its own; return what it tells."""
    told = [
        {
            name: str(getattr(scopes[slug], name))
            for name in ("tenant_id", "slug", "schema", "role")
        }
        for slug in ("alpha", "beta")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.isolation.pitfalls", name, kind],
        input=json.dumps(told),
        env={**os.environ, **env},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}, {kind} {' '.join(env)}: {found}")  # noqa: T201 - the report
    return found


@pytest.mark.parametrize(
    ("name", "env"),
    [
        ("decorated_by_two_threads", {}),
        ("cached_on_the_event_loop", {}),
        ("thread_that_worked_before", {}),
        ("pool_of_connections", POOLED),
        ("path_set_by_hand", LIMITED),
        ("queryset_from_elsewhere", {}),
        ("table_that_the_tenant_has_not", {}),
    ],
)
def test_the_stock_way_reads_what_is_not_its_own(
    canaries: dict[str, Scope], name: str, env: dict[str, str]
) -> None:
    found = walk(name, "stock", canaries, **STOCK, **env)

    assert found["raised"] == ""
    assert found["wrong"] > 0


@pytest.mark.parametrize(
    ("name", "env", "raised"),
    [
        ("decorated_by_two_threads", {}, ""),
        ("cached_on_the_event_loop", {}, ""),
        ("thread_that_worked_before", {}, "NoTenant"),
        ("pool_of_connections", POOLED, ""),
        ("path_set_by_hand", {}, "ProgrammingError"),
        ("queryset_from_elsewhere", {}, "NoTenant"),
        ("table_that_the_tenant_has_not", {}, "ProgrammingError"),
    ],
)
def test_ours_reads_its_own_or_refuses(
    canaries: dict[str, Scope], name: str, env: dict[str, str], raised: str
) -> None:
    found = walk(name, "house", canaries, **env)

    assert found == {"wrong": 0, "raised": raised}


@pytest.mark.parametrize("limit", [{}, LIMITED], ids=["as it ships", "TENANT_LIMIT_SET_CALLS"])
def test_the_stock_way_reads_wrong_rows_behind_a_transaction_pooler(
    canaries: dict[str, Scope], pooler: Pooler, limit: dict[str, str]
) -> None:
    """It is not told of the pooler, and there is nothing that it could be told."""
    env = {**STOCK, **limit, "DATABASE_OWNER_URL": pooler.owner_url}

    found = walk("pooler_by_transaction", "stock", canaries, **env)

    assert found["raised"] == ""
    assert found["wrong"] > 0


@pytest.mark.parametrize("size", ["0", "3"], ids=["connections", "a pool"])
def test_ours_reads_its_own_behind_a_transaction_pooler(
    canaries: dict[str, Scope], pooler: Pooler, size: str
) -> None:
    found = walk(
        "pooler_by_transaction", "house", canaries, **pooler.env, GUILDHALL_POOL_SIZE=size
    )

    assert found == {"wrong": 0, "raised": ""}


def test_ours_that_was_not_told_of_its_pooler_would_fail(
    canaries: dict[str, Scope], pooler: Pooler
) -> None:
    """The control: what processes refuse to start with (`config.safety`), they refuse rightly."""
    env = pooler.env | {"GUILDHALL_POOLER": "none"}

    found = walk("pooler_by_transaction", "house", canaries, **env)

    assert found["raised"] or found["wrong"]


def test_a_queryset_of_ours_reads_where_it_is_evaluated(canaries: dict[str, Scope]) -> None:
    """It carries no scope: whoever evaluates it reads what is their own, and nothing else."""
    with enter(canaries["alpha"]):
        lazy = Brand.objects.values_list("code", flat=True)

    with enter(canaries["beta"]):
        assert list(lazy) == ["beta"]


@pytest.mark.parametrize("name", ["t_a b", "t_abcdef/..", "t_%s", "T_ABCDEF", "t_äöüäöü"])
def test_a_schema_name_that_stock_allows_is_no_name_of_ours(name: str, alpha: Scope) -> None:
    assert is_valid_schema_name(name)
    with pytest.raises(ValueError, match="not a schema name"):
        Scope(tenant_id=alpha.tenant_id, schema=name, role=alpha.role)
