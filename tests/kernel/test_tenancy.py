"""Which tenant a piece of work belongs to: one place says so, and nothing guesses."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, NoTenant, Scope, current, enter, leave, require
from guildhall.organization.models import Brand


@pytest.mark.parametrize(
    "name",
    [
        'x"; DROP SCHEMA public; --',
        "t_Upper01",
        "t_short",
        "t_" + "a" * 41,
        "t_with space",
        "t_abcdef\n",
        "pg_catalog",
        "t_é23456",
        "",
    ],
)
def test_only_our_own_names_become_sql(name: str) -> None:
    with pytest.raises(ValueError, match="not a schema name"):
        Scope(tenant_id=new_id(), schema=name, role="t_abcdef")
    with pytest.raises(ValueError, match="not a schema name"):
        Scope(tenant_id=new_id(), schema="t_abcdef", role=name)


def test_the_former_scope_comes_back_whatever_happens(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]):
        with suppress(ZeroDivisionError), enter(scopes["beta"]):
            raise ZeroDivisionError
        assert current() == scopes["alpha"]
        with leave():
            assert current() is None
        assert current() == scopes["alpha"]
    assert current() is None


def test_work_in_no_scope_is_an_error() -> None:
    with pytest.raises(NoTenant):
        require()


def test_a_new_thread_is_in_no_scope(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current).result() is None


def test_tasks_side_by_side_keep_to_their_own_scopes(scopes: dict[str, Scope]) -> None:
    async def each(scope: Scope) -> set[str]:
        found = set()
        with enter(scope):
            for _ in range(100):
                await asyncio.sleep(0)
                found.add(require().slug)
                found.add(await sync_to_async(lambda: require().slug)())
        return found

    async def all_of_them() -> list[set[str]]:
        return await asyncio.gather(*(each(scope) for scope in scopes.values()))

    assert asyncio.run(all_of_them()) == [{slug} for slug in scopes]


def test_a_cache_key_belongs_to_one_tenant(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        cache.set("who", "alpha")

    with enter(committed["beta"]):
        assert cache.get("who") is None
    with enter(PLATFORM):
        assert cache.get("who") is None
    with enter(committed["alpha"]):
        assert cache.get("who") == "alpha"


def test_a_cache_key_in_no_scope_is_an_error() -> None:
    with pytest.raises(NoTenant):
        cache.get("who")


def test_a_file_belongs_to_one_tenant(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        name = default_storage.save("letter.txt", ContentFile(b"dear alpha"))

    with enter(committed["beta"]):
        assert not default_storage.exists(name)
    with enter(committed["alpha"]):
        assert default_storage.exists(name)
        default_storage.delete(name)


def test_no_name_of_a_file_leads_to_another_tenant(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        name = default_storage.save("letter.txt", ContentFile(b"dear alpha"))
    sly = f"../{committed['alpha'].tenant_id}/{name}"

    with enter(committed["beta"]), pytest.raises(SuspiciousFileOperation):
        default_storage.open(sly)

    with enter(committed["alpha"]):
        default_storage.delete(name)


def test_a_file_in_no_scope_is_an_error() -> None:
    with pytest.raises(NoTenant):
        default_storage.exists("letter.txt")


def test_a_lazy_queryset_reads_where_it_is_evaluated_and_nowhere_else(
    committed: dict[str, Scope],
) -> None:
    """Keep in mind that a queryset carries no scope: operations hand out values instead."""
    for slug in ("alpha", "beta"):
        with enter(committed[slug]):
            Brand.objects.create(code=slug, name=slug)

    with enter(committed["alpha"]):
        lazy = Brand.objects.values_list("code", flat=True)

    with enter(committed["beta"]):
        assert list(lazy) == ["beta"]
    with pytest.raises(NoTenant):
        list(lazy.all())


def test_a_scope_prefixes_what_leaves_the_database() -> None:
    tenant = UUID(int=7)

    assert PLATFORM.prefix == "platform"
    assert Scope(tenant, "t_abcdef", "t_abcdef").prefix == f"tenants/{tenant}"
