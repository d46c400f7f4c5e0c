"""A company that may move: whatever a test leaves half-way is taken down again."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import DuplicateObject, UniqueViolation

from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tenants.moves.operations import move_company
from tenants.moves.operations.clearing import drop_copy, drop_subscription
from tenants.moves.operations.journey import Way
from tenants.moves.operations.places import has_schema, mover_of
from tenants.moves.types import Pace
from tests.harness.owner import as_owner
from tests.harness.processes import wait_until


@pytest.fixture
def way(stamp: Stamp) -> Way:
    return Way(stamp, Pace(), print)


@pytest.fixture
def alpha_may_move(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Yield alpha; afterwards it works where it was, and no other place knows of it."""
    scope = committed["alpha"]
    _anchor_role(scope.schema)
    yield scope
    _bring_home(scope)
    with as_owner() as here, as_owner(shard="east") as there:
        for end in (there, here):
            names = "SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid"
            mine = f"{names} WHERE datname = current_database()"
            for (name,) in end.execute(mine.encode()).fetchall():
                drop_subscription(end, name)
        for end, shard in ((there, "east"), (here, "default")):
            _drop_slots(end, shard)
            for (name,) in end.execute("SELECT pubname FROM pg_publication").fetchall():
                end.execute(sql.SQL("DROP PUBLICATION {}").format(sql.Identifier(name)))
        drop_copy(there, scope.schema)
        name = sql.Identifier(scope.schema)
        here.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, name))
        here.execute(
            "UPDATE public.tenants_tenant SET shard = 'default', state = 'active',"
            " state_reason = '', paused_in = '' WHERE slug = 'alpha'"
        )
        here.execute("TRUNCATE public.moves_move")


def _anchor_role(role: str) -> None:
    """Keep a role in the second cluster, whoever drops its copy.

    All workers have an alpha of this name, in databases of their own, and one cluster beside them:
    who gave up a move would take the role away from another worker's, half-way.
    """
    with as_owner(shard="east") as there:
        name = sql.Identifier(role)
        with suppress(DuplicateObject, UniqueViolation):
            there.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        there.execute("CREATE SCHEMA IF NOT EXISTS anchor")
        there.execute(sql.SQL("GRANT USAGE ON SCHEMA anchor TO {}").format(name))


def _bring_home(scope: Scope) -> None:
    """Move the company back, if there is nothing of it any more where it came from."""
    with as_owner() as here:
        if not has_schema(here, scope.schema):
            home = Way(system_stamp("test", clock.now()), Pace(), print)
            move_company(scope.slug, target="default", way=home)


def _drop_slots(end: psycopg.Connection[Any], shard: str) -> None:
    mine = "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()"

    def free() -> bool:
        active = end.execute(f"{mine} AND active".encode()).fetchall()
        return not active

    wait_until(free, what="senders to end")
    with mover_of(shard) as mover:
        for (name,) in end.execute(mine.encode()).fetchall():
            mover.execute("SELECT pg_drop_replication_slot(%s)", [name])
