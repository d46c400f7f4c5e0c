"""A company ceases to exist, and only that one."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from psycopg import sql

from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.archives.errors import (
    AccountOpen,
    DataKeyDestroyed,
    ErasureAlreadyAsked,
    ErasureBegun,
    ErasureNotDue,
    ErasureNotFound,
    NotConfirmed,
)
from tenants.archives.models import Erasure
from tenants.archives.operations import erasing
from tenants.archives.operations.erasing import ask_erasure, cancel_erasure, erase
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.keeping import keep
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.places import archives, folder_of, names_below
from tenants.archives.queries import find_erasure, list_customer_exports
from tenants.archives.states import ErasureState
from tenants.artefact import schema_script
from tenants.models import Domain, Tenant
from tenants.operations import move_tenant
from tenants.states import TenantMove
from tests.factories.company import Company
from tests.harness.owner import as_owner, ask_owner
from tests.tenants.archives.shop import state_of

NOW = timedelta(0)


def rows_that_name(company: Company) -> set[str]:
    """Return the tables of the public schema in which a company's id stands anywhere."""
    named = sql.SQL("SELECT FROM public.{} t WHERE t::text LIKE {} LIMIT 1")
    pattern = sql.Literal(f"%{company.scope.tenant_id}%")
    with as_owner() as owner:
        tables = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            table
            for (table,) in tables
            if owner.execute(named.format(sql.Identifier(table), pattern)).fetchone() is not None
        }


def test_an_erased_company_has_left_nothing_but_a_receipt(
    shop: Company, neighbor: Company, stamp: Stamp
) -> None:
    tenant_id, schema = shop.scope.tenant_id, shop.scope.schema
    with enter(shop.scope):
        storages["default"].save("photos/cat.txt", ContentFile(b"miaow"))
    make_archive("delta", stamp=stamp)
    redis().set(f"tenants/{tenant_id}:kept", "1")
    beside = state_of(neighbor.scope)

    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    erase("delta", typed="delta", stamp=stamp)

    assert ask_owner("SELECT to_regnamespace(%s)", schema) is None
    assert ask_owner("SELECT count(*) FROM pg_roles WHERE rolname = %s", schema) == 0
    with enter(shop.scope):
        assert list(names_below(storages["default"], "")) == []
    assert list(names_below(archives(), folder_of(tenant_id))) == []
    assert list(redis().scan_iter(f"*{tenant_id}*")) == []
    assert rows_that_name(shop) <= {
        "tenants_tenant",  # a line without a name
        "archives_erasure",  # the receipt
        "archives_datakey",  # that it was destroyed, and when
        "kernel_fact",  # what happened, without a name of anybody
    }
    with pytest.raises(DataKeyDestroyed):
        data_key(tenant_id)
    with enter(PLATFORM):
        row = Tenant.objects.get(id=tenant_id)
        assert (row.state, row.name) == (TenantState.ERASED, "")
        assert not Domain.objects.filter(tenant_id=tenant_id).exists()
    assert state_of(neighbor.scope) == beside


def test_the_receipt_says_who_asked_and_what_was_counted(shop: Company, stamp: Stamp) -> None:
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)

    erase("delta", typed="delta", stamp=stamp)

    receipt = find_erasure(shop.scope.tenant_id)
    assert receipt is not None
    assert (receipt.state, receipt.slug, receipt.asked_by) == (ErasureState.DONE, "delta", "test")
    assert receipt.counts["schemas_dropped"] == receipt.counts["role_dropped"] == 1
    assert receipt.counts["rows_forgotten"] >= 2  # its domain and what was to be taken along


def test_nothing_is_taken_away_before_the_grace_is_over(shop: Company, stamp: Stamp) -> None:
    before = state_of(shop.scope)
    ask_erasure("delta", typed="delta", stamp=stamp)

    with pytest.raises(ErasureNotDue):
        erase("delta", typed="delta", stamp=stamp)

    assert keep(stamp=stamp) > 0
    assert state_of(shop.scope) == before
    (final,) = list_customer_exports(shop.scope.tenant_id)  # what they can take along is there
    assert final.state == "done"


def test_an_erasure_that_is_called_off_leaves_the_company_open(
    shop: Company, stamp: Stamp
) -> None:
    before = state_of(shop.scope)
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)

    cancel_erasure("delta", stamp=stamp)

    with pytest.raises(ErasureNotFound):
        erase("delta", typed="delta", stamp=stamp)
    assert state_of(shop.scope) == before
    with enter(PLATFORM):
        assert Tenant.objects.get(slug="delta").state == TenantState.ACTIVE


def test_a_company_that_was_reopened_by_another_way_is_not_erased(
    shop: Company, stamp: Stamp
) -> None:
    before = state_of(shop.scope)
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    with enter(PLATFORM):
        move_tenant("delta", move=TenantMove.REOPEN, reason="paid", stamp=stamp)

    with pytest.raises(AccountOpen):
        erase("delta", typed="delta", stamp=stamp)

    keep(stamp=stamp)
    assert state_of(shop.scope) == before


def test_whoever_does_not_type_the_name_erases_nothing(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(NotConfirmed):
        ask_erasure("delta", typed="Delta", grace=NOW, stamp=stamp)
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    with pytest.raises(ErasureAlreadyAsked):
        ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    with pytest.raises(NotConfirmed):
        erase("delta", typed="", stamp=stamp)

    with enter(PLATFORM):
        assert Erasure.objects.get().state == ErasureState.ASKED


def test_an_erasure_that_has_begun_cannot_be_called_off(shop: Company, stamp: Stamp) -> None:
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    with enter(PLATFORM):
        Erasure.objects.update(state=ErasureState.RUNNING)

    with pytest.raises(ErasureBegun):
        cancel_erasure("delta", stamp=stamp)


def test_a_company_that_comes_back_with_a_backup_is_erased_again(
    shop: Company, neighbor: Company, stamp: Stamp
) -> None:
    """The rows and the schema that the erasure took away are put back as a restore would."""
    make_archive("delta", stamp=stamp)
    ask_erasure("delta", typed="delta", grace=NOW, stamp=stamp)
    erase("delta", typed="delta", stamp=stamp)
    come_back(shop)
    beside = state_of(neighbor.scope)

    erased = erasing.replay_tombstones(stamp=stamp)

    assert erased == (shop.scope.tenant_id,)
    assert ask_owner("SELECT to_regnamespace(%s)", shop.scope.schema) is None
    assert state_of(neighbor.scope) == beside
    assert erasing.replay_tombstones(stamp=stamp) == ()


def come_back(company: Company) -> None:
    """Bring the roll's line and a schema of that name back, as of before the erasure."""
    with as_owner() as owner:
        owner.execute(
            "UPDATE public.tenants_tenant SET state = 'active', slug = %(slug)s, name = %(slug)s"
            " WHERE id = %(id)s",
            {"slug": company.scope.slug, "id": company.scope.tenant_id},
        )
        owner.execute("DELETE FROM public.archives_erasure")
        owner.execute("DELETE FROM public.archives_datakey")
        owner.execute(schema_script(company.scope.schema).encode())
