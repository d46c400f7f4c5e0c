"""The database itself takes no write after the freeze, and loses none from before it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import UndefinedTable

from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.fleet.types import lock_name
from tenants.models import Tenant
from tenants.moves.errors import CompanyBusy, MoveFailed
from tenants.moves.operations import move_company
from tenants.moves.operations.journey import Way
from tenants.moves.queries import list_moves
from tenants.moves.types import Pace
from tests.harness.counts import rows_in
from tests.harness.owner import as_owner
from tests.tenants.moves.looking import left_behind, lies

OPEN = "INSERT INTO organization_brand (id, code, name) VALUES (gen_random_uuid(), %s, %s)"
BRANDS = "SELECT code FROM organization_brand ORDER BY code"


@pytest.fixture
def session(alpha_may_move: Scope) -> Iterator[psycopg.Connection[Any]]:
    """Be a session of the application that is inside alpha and hears of nothing."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as app:
        schema = sql.Identifier(alpha_may_move.schema)
        app.execute(sql.SQL("SET ROLE {}").format(schema))
        app.execute(sql.SQL("SET search_path = {}").format(schema))
        yield app


@dataclass(frozen=True, slots=True)
class Writer:
    """Begins to write when the copy has caught up, and ends when it hears some words."""

    session: psycopg.Connection[Any]
    ends_after: str

    def hear(self, line: str) -> None:
        if "caught up" in line:
            self.session.execute("BEGIN")
            self.session.execute(OPEN, ["held", "Held"])
        if self.ends_after in line:
            self.session.execute("COMMIT")


def brands(scope: Scope) -> list[str]:
    return [code for (code,) in rows_in(lies(scope), BRANDS)]


def test_a_statement_prepared_before_the_freeze_is_refused_after_it(
    alpha_may_move: Scope, session: psycopg.Connection[Any], way: Way
) -> None:
    session.execute(OPEN, ["early", "Early"], prepare=True)

    move_company("alpha", target="east", way=way)
    with pytest.raises(UndefinedTable):
        session.execute(OPEN, ["late", "Late"], prepare=True)

    assert brands(alpha_may_move) == ["early"]


def test_a_writer_who_ends_late_is_waited_for_and_has_moved(
    alpha_may_move: Scope, session: psycopg.Connection[Any], way: Way
) -> None:
    writer = Writer(session, ends_after="works on for now")
    patient = replace(way, pace=Pace(freeze_seconds=0.5), tell=writer.hear)

    move_company("alpha", target="east", way=patient)

    assert brands(alpha_may_move) == ["held"]
    with enter(PLATFORM):
        assert list_moves()[0].freezes == 2


def test_a_writer_who_does_not_end_keeps_the_company_where_it_is(
    alpha_may_move: Scope, session: psycopg.Connection[Any], way: Way
) -> None:
    writer = Writer(session, ends_after="works on in default")
    hasty = replace(way, pace=Pace(freeze_seconds=0.2, freezes=2), tell=writer.hear)

    with pytest.raises(MoveFailed):
        move_company("alpha", target="east", way=hasty)
    session.execute(OPEN, ["later", "Later"])

    assert lies(alpha_may_move) == alpha_may_move
    assert brands(alpha_may_move) == ["held", "later"]
    assert left_behind() == []
    with enter(PLATFORM):
        assert Tenant.objects.get(slug="alpha").state == TenantState.ACTIVE


def test_who_is_migrated_does_not_move(alpha_may_move: Scope, way: Way) -> None:
    name = lock_name(alpha_may_move.schema)
    with as_owner() as fleet:
        fleet.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])

        with pytest.raises(CompanyBusy):
            move_company("alpha", target="east", way=way)

    with enter(PLATFORM):
        assert list_moves() == ()
