"""Whatever dies on the way, the company has all its rows and works in exactly one place."""

import os
import subprocess
import sys
from signal import SIGKILL

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from guildhall.catalog.operations import take_products
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from guildhall.organization.queries import get_channel
from tenants.models import Tenant
from tenants.moves.jobs import SILENT_FOR, tend_moves
from tenants.moves.models import Move
from tenants.moves.operations import abandon_move
from tenants.moves.operations.journey import Way
from tenants.moves.queries import list_moves
from tenants.moves.states import MoveState
from tests.factories.company import make_company, make_order, make_product
from tests.tenants.moves.looking import copies_of, left_behind, lies, told

pytestmark = [pytest.mark.faults, pytest.mark.slow]

START = ("moves", "start", "alpha", "east")
BEFORE_THE_FLIP = (
    "moves.planned",
    "moves.published",
    "moves.slot_made",
    "moves.tables_made",
    "moves.rows_copied",
    "moves.copied",
    "moves.subscribed",
    "moves.following",
    "moves.caught_up",
    "moves.frozen",
    "moves.closed",
    "moves.drained",
    "moves.received",
    "moves.sequences_copied",
    "moves.complete",
)
AFTER_THE_FLIP = ("moves.flipped", "moves.unsubscribed", "moves.slot_dropped", "moves.settled")
ON_THE_WAY_BACK = (
    "moves.rolling_back",
    "moves.reopened",
    "moves.awake",
    "moves.unsubscribed",
    "moves.slot_dropped",
    "moves.schema_dropped",
    "moves.rolled_back",
)


def manage(*words: str, dying: tuple[str, ...] = ()) -> int:
    """Run a management command, which meets its fate if one is given, and return how it ended."""
    before = ("-m", "tests.harness.faulty", *dying) if dying else ("manage.py",)
    argv = [sys.executable, *before, *words]
    done = subprocess.run(argv, check=False, env=os.environ, capture_output=True, timeout=120)
    print(done.stdout.decode(), done.stderr.decode()[-2_000:])  # noqa: T201 - for whoever must look
    return done.returncode


def take_figs(stamp: Stamp) -> None:
    take_products([make_product("FIGS")], channel=get_channel("web"), stamp=stamp)


def state_of_alpha() -> TenantState:
    with enter(PLATFORM):
        return TenantState(Tenant.objects.get(slug="alpha").state)


def last_move() -> MoveState:
    with enter(PLATFORM):
        return list_moves()[0].state


@pytest.fixture
def shop(alpha_may_move: Scope, stamp: Stamp) -> dict[str, tuple[int, str]]:
    """Open shop, sell something, and tell what every table holds."""
    with enter(alpha_may_move):
        make_order(make_company(), stamp=stamp)
    return told(alpha_may_move)


def test_a_move_that_is_killed_at_every_step_goes_on_and_loses_nothing(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]]
) -> None:
    first, *others = [*BEFORE_THE_FLIP, *AFTER_THE_FLIP]

    ends = [manage(*START, dying=(first, "kill"))]
    ends += [manage("moves", "resume", dying=(point, "kill")) for point in others]

    assert set(ends) == {-SIGKILL}, "every one of them met its fate"
    assert manage("moves", "resume") == 0, "there is nothing left to do"
    assert (last_move(), state_of_alpha()) == (MoveState.SETTLED, TenantState.ACTIVE)
    assert lies(alpha_may_move).shard == "east"
    assert told(lies(alpha_may_move)) == shop
    assert left_behind() == []


def test_a_company_works_on_while_nobody_goes_on_with_its_move(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]], stamp: Stamp
) -> None:
    assert manage(*START, dying=("moves.following", "kill")) == -SIGKILL

    with enter(alpha_may_move):
        take_figs(stamp)
    later = told(alpha_may_move)
    assert manage("moves", "resume", "alpha") == 0

    assert later != shop
    assert told(lies(alpha_may_move)) == later
    assert lies(alpha_may_move).shard == "east"


@pytest.mark.parametrize(
    "point",
    ["moves.rows_copied", "moves.closed", "moves.complete"],
)
def test_a_move_whose_connections_are_cut_leads_back_by_itself(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]], stamp: Stamp, point: str
) -> None:
    assert manage(*START, dying=(point, "cut")) == 1

    assert (last_move(), state_of_alpha()) == (MoveState.ROLLED_BACK, TenantState.ACTIVE)
    assert lies(alpha_may_move) == alpha_may_move
    assert told(alpha_may_move) == shop
    assert (copies_of(alpha_may_move), left_behind()) == (["default"], [])
    with enter(alpha_may_move):
        take_figs(stamp)


def test_after_the_flip_cut_connections_lead_nowhere_but_forwards(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]]
) -> None:
    assert manage(*START, dying=("moves.flipped", "cut")) == 1
    assert manage("moves", "resume") == 0

    assert (last_move(), state_of_alpha()) == (MoveState.SETTLED, TenantState.ACTIVE)
    assert told(lies(alpha_may_move)) == shop
    assert (lies(alpha_may_move).shard, left_behind()) == ("east", [])


def test_a_way_back_that_is_killed_at_every_step_is_gone_to_its_end(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]]
) -> None:
    first, *others = ON_THE_WAY_BACK
    assert manage(*START, dying=("moves.sequences_copied", "kill")) == -SIGKILL

    ends = [manage("moves", "abandon", "alpha", dying=(first, "kill"))]
    ends += [manage("moves", "resume", dying=(point, "kill")) for point in others]

    assert set(ends) == {-SIGKILL}, "every one of them met its fate"
    assert (last_move(), state_of_alpha()) == (MoveState.ROLLED_BACK, TenantState.ACTIVE)
    assert told(lies(alpha_may_move)) == shop
    assert lies(alpha_may_move) == alpha_may_move
    assert (copies_of(alpha_may_move), left_behind()) == (["default"], [])


def test_a_freeze_that_nobody_goes_on_with_takes_no_write_and_is_ended_by_a_worker(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]]
) -> None:
    assert manage(*START, dying=("moves.closed", "kill")) == -SIGKILL

    assert state_of_alpha() is TenantState.MOVING
    schema = sql.Identifier(alpha_may_move.schema)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as app:
        app.execute(sql.SQL("SET ROLE {}").format(schema))
        with pytest.raises(InsufficientPrivilege, match="schema"):
            app.execute(sql.SQL("DELETE FROM {}.orders_order").format(schema))
    with enter(PLATFORM):
        Move.objects.update(changed_at=clock.now() - SILENT_FOR)
        tend_moves.fn()
    assert state_of_alpha() is TenantState.ACTIVE, "a worker has ended it"
    assert told(lies(alpha_may_move)) == shop


def test_after_the_flip_a_move_cannot_be_abandoned(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]], way: Way
) -> None:
    assert manage(*START, dying=("moves.flipped", "kill")) == -SIGKILL

    with pytest.raises(MoveNotAllowed):
        abandon_move("alpha", way=way)

    assert lies(alpha_may_move).shard == "east"


def test_pruning_that_was_killed_can_be_repeated(
    alpha_may_move: Scope, shop: dict[str, tuple[int, str]]
) -> None:
    assert manage(*START) == 0
    dying = ("moves.schema_dropped", "kill")
    assert manage("moves", "prune", "alpha", dying=dying) == -SIGKILL

    assert manage("moves", "prune", "alpha") == 0

    assert (last_move(), copies_of(alpha_may_move)) == (MoveState.PRUNED, ["east"])
    assert told(lies(alpha_may_move)) == shop
