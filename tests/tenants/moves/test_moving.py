"""A company moves from one cluster to another, with all it has, and back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg.errors import UndefinedTable

from guildhall.audit.operations import seal_days, seal_trail
from guildhall.audit.queries import verify_chain
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from guildhall.kernel.tenancy.closed import TenantMoves, why_closed
from guildhall.orders.models import Order
from tenants.models import Tenant
from tenants.moves.errors import CopyInTheWay, NoMove, SamePlace, ShardUnknown, VersionsDiffer
from tenants.moves.operations import abandon_move, move_company, prune_copy, resume_move
from tenants.moves.operations.journey import Way
from tenants.moves.queries import kept_copies, list_moves, moves_under_way
from tenants.moves.states import MoveState
from tenants.moves.types import Pace
from tenants.operations import move_tenant
from tenants.states import TenantMove
from tests.factories.company import make_company, make_order
from tests.harness.owner import as_owner
from tests.tenants.moves.looking import left_behind, lies, told

M = TenantMove


def test_a_company_moves_with_all_it_has(alpha_may_move: Scope, way: Way, stamp: Stamp) -> None:
    with enter(alpha_may_move):
        company = make_company()
        first = make_order(company, stamp=stamp)
    before = told(alpha_may_move)

    move_company("alpha", target="east", way=way)

    eastern = lies(alpha_may_move)
    assert eastern.shard == "east"
    assert told(eastern) == before
    with enter(eastern):
        second = make_order(company, stamp=stamp)
    numbers = [int(order.row.number.rpartition("-")[2]) for order in (first, second)]
    assert numbers[1] == numbers[0] + 1, "the numbers go on"


def test_the_trail_of_a_company_that_moved_is_sound_and_goes_on(
    alpha_may_move: Scope, way: Way, stamp: Stamp
) -> None:
    tomorrow = replace(stamp, at=stamp.at + timedelta(days=1))
    with enter(alpha_may_move):
        company = make_company()
        make_order(company, stamp=stamp)
        seal_trail(stamp=stamp)
        seal_days(stamp=tomorrow)
        make_order(company, stamp=stamp)  # moves without a seal
        before = verify_chain()

    move_company("alpha", target="east", way=way)

    with enter(lies(alpha_may_move)):
        assert verify_chain() == before
        assert seal_trail(stamp=tomorrow) > 0
        after = verify_chain()
    assert (before.finding, after.finding, after.days) == (None, None, 1)
    assert after.facts > before.facts > 0


def test_it_moves_back_once_the_old_copy_is_pruned(
    alpha_may_move: Scope, way: Way, stamp: Stamp
) -> None:
    move_company("alpha", target="east", way=way)
    with enter(lies(alpha_may_move)):
        make_company()
    before = told(lies(alpha_may_move))

    with pytest.raises(CopyInTheWay):
        move_company("alpha", target="default", way=way)
    prune_copy("alpha", stamp=stamp)
    move_company("alpha", target="default", way=way)

    assert lies(alpha_may_move) == alpha_may_move
    assert told(alpha_may_move) == before


def test_nothing_that_followed_is_left_after_a_move(alpha_may_move: Scope, way: Way) -> None:
    move_company("alpha", target="east", way=way)

    assert left_behind() == []
    with enter(PLATFORM):
        assert moves_under_way() == ()
        (kept,) = kept_copies()
    assert kept.state is MoveState.SETTLED
    assert kept.source == "default"


def test_the_trail_tells_of_a_move(alpha_may_move: Scope, way: Way, stamp: Stamp) -> None:
    move_company("alpha", target="east", way=way)
    prune_copy("alpha", stamp=stamp)

    with enter(PLATFORM):
        rows = facts_about([f"tenant:{alpha_may_move.tenant_id}"])
    kinds = [row.type for row in rows]
    assert kinds == [
        "move.planned",
        "tenant.state_changed",
        "tenant.state_changed",
        "move.flipped",
        "move.copy_pruned",
    ]


def test_the_schema_that_was_left_is_closed_to_whoever_has_not_heard(
    alpha_may_move: Scope, way: Way
) -> None:
    move_company("alpha", target="east", way=way)

    with (
        enter(alpha_may_move),
        pytest.raises(ProgrammingError) as caught,
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM orders_order")

    assert isinstance(caught.value.__cause__, UndefinedTable)
    with enter(alpha_may_move):
        assert isinstance(why_closed(caught.value), TenantMoves)
    with enter(lies(alpha_may_move)):
        assert why_closed(caught.value) is None, "a bug is not called a move"


def test_a_right_that_is_missing_at_rest_is_still_a_bug(alpha: Scope) -> None:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic():
        Order.objects.raw("SELECT * FROM no_such_table")[0]

    assert why_closed(caught.value) is None


@pytest.mark.parametrize(
    ("moves", "state"),
    [((M.SUSPEND,), TenantState.SUSPENDED), ((M.FREEZE,), TenantState.READ_ONLY)],
)
def test_a_company_at_rest_is_at_rest_after_the_move_and_says_why(
    alpha_may_move: Scope,
    way: Way,
    stamp: Stamp,
    moves: tuple[TenantMove, ...],
    state: TenantState,
) -> None:
    with enter(PLATFORM):
        for each in moves:
            move_tenant("alpha", move=each, reason="unpaid", stamp=stamp)

    move_company("alpha", target="east", way=way)

    with enter(PLATFORM):
        row = Tenant.objects.get(slug="alpha")
    assert (row.state, row.state_reason, row.shard) == (state, "unpaid", "east")


@pytest.mark.parametrize(("target", "refusal"), [("west", ShardUnknown), ("default", SamePlace)])
def test_there_must_be_another_place(
    alpha_may_move: Scope, way: Way, target: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        move_company("alpha", target=target, way=way)

    with enter(PLATFORM):
        assert list_moves() == ()


def test_a_company_of_another_version_does_not_move(alpha_may_move: Scope, way: Way) -> None:
    with as_owner() as owner:
        owner.execute("UPDATE public.tenants_tenant SET schema_version = schema_version + 1")
    try:
        with pytest.raises(VersionsDiffer):
            move_company("alpha", target="east", way=way)
    finally:
        with as_owner() as owner:
            owner.execute("UPDATE public.tenants_tenant SET schema_version = schema_version - 1")


def test_a_closed_company_does_not_move(alpha_may_move: Scope, way: Way, stamp: Stamp) -> None:
    with enter(PLATFORM):
        move_tenant("alpha", move=M.SUSPEND, reason="", stamp=stamp)
        move_tenant("alpha", move=M.ARCHIVE, reason="", stamp=stamp)

    with pytest.raises(MoveNotAllowed):
        move_company("alpha", target="east", way=way)


def test_nobody_without_the_right_moves_a_company(alpha_may_move: Scope, stamp: Stamp) -> None:
    nobody = Way(Stamp(Actor("user", "guest"), stamp.at), Pace(), print)

    with pytest.raises(NotPermitted):
        move_company("alpha", target="east", way=nobody)
    with pytest.raises(NotPermitted):
        resume_move("alpha", way=nobody)
    with pytest.raises(NotPermitted):
        abandon_move("alpha", way=nobody)
    with pytest.raises(NotPermitted):
        prune_copy("alpha", stamp=nobody.stamp)


def test_without_a_move_there_is_nothing_to_go_on_with(alpha_may_move: Scope, way: Way) -> None:
    with pytest.raises(NoMove):
        resume_move("alpha", way=way)
    with pytest.raises(NoMove):
        abandon_move("alpha", way=way)
    with pytest.raises(NoMove):
        prune_copy("alpha", stamp=way.stamp)
