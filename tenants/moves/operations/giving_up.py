"""The way back, from anywhere before the flip: the company first, what is left over second."""

from django.db import transaction

from guildhall.kernel import clock
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.moves.errors import CompanyBusy
from tenants.moves.events import MoveGivenUp
from tenants.moves.models import Move
from tenants.moves.operations.clearing import clear_the_way
from tenants.moves.operations.freezing import open_schema, wake
from tenants.moves.operations.journey import Trip, Way, advance, state_of, stepping
from tenants.moves.operations.places import is_alone, owner_of
from tenants.moves.states import MoveState, MoveStep

PROBLEM_LENGTH = 300


def give_up(trip: Trip, way: Way, *, reason: str = "") -> None:
    """Let a company work on where it is, and remove what the move has made. Can be repeated.

    The other side is needed for the removal alone: when it is away, the company works, and
    resuming finishes later. Refuses with CompanyBusy, or with MoveNotAllowed after the flip.
    """
    with owner_of(trip.source) as here:
        if not is_alone(here, trip.schema):
            raise CompanyBusy(slug=trip.slug)
        if state_of(trip) is not MoveState.ROLLING_BACK:
            # From here on nobody can flip any more: only now may the old place be written to.
            advance(trip, MoveStep.GIVE_UP, problem=reason[:PROBLEM_LENGTH])
        open_schema(here, trip.schema)
        reached("moves.reopened")
        _wake(trip, way)
        way.tell(f"{trip.slug}: works on in {trip.source}")
        with owner_of(trip.target) as there:
            clear_the_way(here, there, trip)
    with stepping(trip, MoveStep.CLEAR) as row:
        row.over_at = clock.now()
        record(
            MoveGivenUp(
                tenant_id=trip.tenant_id,
                source=trip.source,
                target=trip.target,
                reason=row.problem,
                stamp=way.stamp,
            )
        )


def _wake(trip: Trip, way: Way) -> None:
    with enter(PLATFORM), transaction.atomic():
        wake(Move.objects.select_related("tenant").get(id=trip.id), way)
    reached("moves.awake")
