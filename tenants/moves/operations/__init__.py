"""Everything that moves companies: plan, go on, give up, and prune what was left behind."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from guildhall.kernel import clock
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.artefact import artefact
from tenants.errors import TenantNotFound
from tenants.models import Tenant
from tenants.moves.errors import (
    CompanyBusy,
    CopyInTheWay,
    MovedByCitus,
    MoveFailed,
    MoveUnderWay,
    NoMove,
    SamePlace,
    VersionsDiffer,
)
from tenants.moves.events import CopyPruned, MovePlanned
from tenants.moves.models import Move
from tenants.moves.operations.citus import CITUS, follow_citus
from tenants.moves.operations.clearing import drop_copy, stop_following
from tenants.moves.operations.copying import copy_rows
from tenants.moves.operations.following import catch_up, subscribe
from tenants.moves.operations.freezing import complete, flip, freeze
from tenants.moves.operations.giving_up import give_up
from tenants.moves.operations.journey import (
    Journey,
    Trip,
    Way,
    advance,
    on_the_way,
    state_of,
    trip_of,
)
from tenants.moves.operations.places import (
    cluster_of,
    has_schema,
    is_alone,
    must_be_able_to_follow,
    must_be_followable,
    must_be_known,
    owner_of,
)
from tenants.moves.states import BEFORE_THE_FLIP, UNDER_WAY, MoveState, MoveStep
from tenants.states import TENANT, TenantMove

__all__ = ["abandon_move", "follow_citus", "move_company", "prune_copy", "resume_move"]

log = structlog.get_logger(__name__)


def move_company(slug: str, *, target: str, way: Way) -> None:
    """Move a company to another database while it works; at rest for a moment at the end.

    Whatever fails before the flip is rolled back and refused with MoveFailed. Refuses also with
    TenantNotFound, NotPermitted, MoveNotAllowed, ShardUnknown, SamePlace, MoverMissing,
    CannotFollow, CannotBeFollowed, VersionsDiffer, CopyInTheWay, MoveUnderWay or CompanyBusy.
    """
    _travel(plan_move(slug, target=target, stamp=way.stamp), way)


def resume_move(slug: str, *, way: Way) -> None:
    """Go on with a move whose program died, from the step that it had come to.

    Refuses with NoMove, NotPermitted, CompanyBusy or MoveFailed.
    """
    way.stamp.by.must("tenants:edit")
    _travel(_under_way(slug), way)


def abandon_move(slug: str, *, way: Way) -> None:
    """Give a move up and let the company work on where it is.

    Refuses with NoMove, NotPermitted, CompanyBusy or, after the flip, MoveNotAllowed.
    """
    way.stamp.by.must("tenants:edit")
    give_up(_under_way(slug), way, reason="abandoned")


def plan_move(slug: str, *, target: str, stamp: Stamp) -> Trip:
    """Check everything that can be known beforehand, and write the move down."""
    stamp.by.must("tenants:edit")
    if settings.SHARDING == CITUS:
        raise MovedByCitus
    must_be_known(target)
    with enter(PLATFORM):
        tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise TenantNotFound(slug=slug)
    TENANT.after(TenantState(tenant.state), TenantMove.START_MOVE)
    if tenant.schema_version != artefact().version:
        raise VersionsDiffer(slug=slug, version=tenant.schema_version, release=artefact().version)
    _must_fit(tenant, target)
    return _write_down(tenant, target, stamp)


def _must_fit(tenant: Tenant, target: str) -> None:
    source = tenant.shard
    if source == target:
        raise SamePlace(shard=target, source=source)
    with owner_of(source) as here, owner_of(target) as there:
        if cluster_of(here) == cluster_of(there):
            raise SamePlace(shard=target, source=source)
        must_be_followable(here, source)
        must_be_able_to_follow(there, target)
        if not is_alone(here, tenant.schema):
            raise CompanyBusy(slug=tenant.slug)
        if has_schema(there, tenant.schema) and _latest_state(tenant) not in UNDER_WAY:
            raise CopyInTheWay(slug=tenant.slug, shard=target)


def _latest_state(tenant: Tenant) -> str | None:
    with enter(PLATFORM):
        moves = Move.objects.filter(tenant=tenant).order_by("-planned_at", "-id")
        return moves.values_list("state", flat=True).first()


def _write_down(tenant: Tenant, target: str, stamp: Stamp) -> Trip:
    with enter(PLATFORM), transaction.atomic():
        Tenant.objects.select_for_update().get(id=tenant.id)
        other = Move.objects.filter(tenant=tenant, state__in=UNDER_WAY).first()
        if other is not None:
            raise MoveUnderWay(slug=tenant.slug, target=other.target)
        move = Move.objects.create(
            tenant=tenant,
            source=tenant.shard,
            target=target,
            schema_version=tenant.schema_version,
            planned_at=stamp.at,
            changed_at=stamp.at,
        )
        record(MovePlanned(tenant_id=tenant.id, source=move.source, target=target, stamp=stamp))
    reached("moves.planned")
    return trip_of(move)


def _under_way(slug: str) -> Trip:
    with enter(PLATFORM):
        moves = Move.objects.select_related("tenant").filter(state__in=UNDER_WAY)
        found = moves.filter(tenant__slug=slug).first()
    if found is None:
        raise NoMove(slug=slug)
    return trip_of(found)


def _settle(journey: Journey) -> None:
    """Take down what followed; the copy that is left behind stays closed for some days."""
    stop_following(journey.here, journey.there, journey.trip)
    now = clock.now()
    days = timedelta(days=journey.way.pace.keep_days)
    advance(journey.trip, MoveStep.SETTLE, over_at=now, keep_until=now + days)


STEPS: Mapping[MoveState, Callable[[Journey], None]] = {
    MoveState.PLANNED: copy_rows,
    MoveState.COPIED: subscribe,
    MoveState.FOLLOWING: catch_up,
    MoveState.CAUGHT_UP: freeze,
    MoveState.FROZEN: complete,
    MoveState.COMPLETE: flip,
    MoveState.FLIPPED: _settle,
}


def _travel(trip: Trip, way: Way) -> None:
    if state_of(trip) is MoveState.ROLLING_BACK:
        give_up(trip, way)
        return
    with _giving_up_on_failure(trip, way), on_the_way(trip, way) as journey:
        _must_be_at_the_version(trip)
        while (step := STEPS.get(state_of(trip))) is not None:
            step(journey)


def _must_be_at_the_version(trip: Trip) -> None:
    """Refuse to go on with a copy whose company was migrated while nobody was on the way."""
    with enter(PLATFORM):
        row = Move.objects.select_related("tenant").get(id=trip.id)
    if row.state in BEFORE_THE_FLIP and row.tenant.schema_version != row.schema_version:
        raise VersionsDiffer(
            slug=trip.slug, version=row.tenant.schema_version, release=row.schema_version
        )


@contextmanager
def _giving_up_on_failure(trip: Trip, way: Way) -> Iterator[None]:
    """Roll back what fails before the flip; what fails after it waits for `resume`."""
    try:
        yield
    except CompanyBusy:
        raise  # whoever is on it goes on
    except (psycopg.Error, DatabaseError, Refusal) as error:
        connection.close()  # it may be the one that broke
        if state_of(trip) not in BEFORE_THE_FLIP:
            raise
        log.warning("move_failed", tenant=trip.slug, error=type(error).__name__)
        reason = str(error).partition("\n")[0] or type(error).__name__
        give_up(trip, way, reason=reason)
        raise MoveFailed(slug=trip.slug, reason=reason) from error


def prune_copy(slug: str, *, stamp: Stamp) -> None:
    """Drop the copy that a finished move has left behind.

    Refuses with NoMove, NotPermitted or CompanyBusy.
    """
    stamp.by.must("tenants:edit")
    with enter(PLATFORM):
        kept = Move.objects.select_related("tenant").filter(state=MoveState.SETTLED)
        move = kept.filter(tenant__slug=slug).order_by("over_at").first()
    if move is None:
        raise NoMove(slug=slug)
    trip = trip_of(move)
    with owner_of(trip.source) as left:
        if not is_alone(left, trip.schema):
            raise CompanyBusy(slug=slug)
        drop_copy(left, trip.schema)
    with enter(PLATFORM), transaction.atomic():
        advance(trip, MoveStep.PRUNE)
        record(CopyPruned(tenant_id=trip.tenant_id, shard=trip.source, stamp=stamp))
