"""Which app's tables belong in which schema."""

import pytest

from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.kernel.tenancy.router import SchemaRouter
from tests.harness.owner import ask_owner

IN_BOTH = ["kernel", "identity", "sessions"]
IN_PUBLIC = ["tenants", "hq", "contenttypes", "auth", *IN_BOTH]
IN_TENANTS = ["organization", "catalog", "inventory", "orders", "payments", *IN_BOTH]


@pytest.mark.parametrize("app", sorted({*IN_PUBLIC, *IN_TENANTS}))
def test_an_app_migrates_where_it_is_installed(scopes: dict[str, Scope], app: str) -> None:
    router = SchemaRouter()

    with enter(scopes["alpha"]):
        assert (router.allow_migrate("owner", app) is not False) == (app in IN_TENANTS)
    with enter(PLATFORM):
        assert (router.allow_migrate("owner", app) is not False) == (app in IN_PUBLIC)


def test_nothing_migrates_in_no_scope() -> None:
    assert SchemaRouter().allow_migrate("owner", "kernel") is False


def test_a_tenants_schema_holds_no_table_of_the_group(scopes: dict[str, Scope]) -> None:
    strays = ask_owner(
        "SELECT count(*) FROM pg_tables WHERE schemaname = %s"
        " AND tablename ~ '^(tenants|hq|auth|django_content)_'",
        scopes["alpha"].schema,
    )

    assert strays == 0
