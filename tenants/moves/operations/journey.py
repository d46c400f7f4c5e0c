"""What every step of a move knows, and how it is written down that a step was done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from guildhall.kernel import clock
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.moves.errors import CompanyBusy, TooSlow
from tenants.moves.models import Move
from tenants.moves.operations.places import Raw, is_alone, owner_of
from tenants.moves.states import MoveState, MoveStep
from tenants.moves.types import Pace

POLL_SECONDS = 0.005

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trip:
    """One move: whose, from where, to where, under which name."""

    id: UUID
    tenant_id: UUID
    slug: str
    schema: str
    source: str
    target: str
    name: str


@dataclass(frozen=True, slots=True)
class Way:
    """How to go: how patiently, telling whom, in whose name."""

    stamp: Stamp
    pace: Pace
    tell: Tell


@dataclass(frozen=True, slots=True)
class Journey:
    """A trip that somebody is on, with the owner's connections to both of its ends."""

    trip: Trip
    way: Way
    here: Raw
    there: Raw


@contextmanager
def on_the_way(trip: Trip, way: Way) -> Iterator[Journey]:
    """Go on with a trip, alone. Refuses with CompanyBusy."""
    with owner_of(trip.source) as here, owner_of(trip.target) as there:
        for end in (here, there):
            if not is_alone(end, trip.schema):
                raise CompanyBusy(slug=trip.slug)
        yield Journey(trip, way, here, there)


def trip_of(move: Move) -> Trip:
    tenant = move.tenant
    return Trip(
        move.id, tenant.id, tenant.slug, tenant.schema, move.source, move.target, move.name
    )


def state_of(trip: Trip) -> MoveState:
    with enter(PLATFORM):
        return MoveState(Move.objects.values_list("state", flat=True).get(id=trip.id))


@contextmanager
def stepping(trip: Trip, step: MoveStep) -> Iterator[Move]:
    """Commit a step of a trip together with whatever the block changes in the public schema."""
    with enter(PLATFORM), transaction.atomic():
        row = Move.objects.select_for_update().select_related("tenant").get(id=trip.id)
        row.move(step)
        yield row
        row.changed_at = clock.now()
        row.save()
    reached(f"moves.{row.state}")


def advance(trip: Trip, step: MoveStep, **values: Any) -> None:
    """Commit a step of a trip and what was counted on it."""
    with stepping(trip, step) as row:
        for name, value in values.items():
            setattr(row, name, value)


def note(trip: Trip, **values: Any) -> None:
    """Write progress down, for whoever watches."""
    with enter(PLATFORM):
        Move.objects.filter(id=trip.id).update(changed_at=clock.now(), **values)


def wait_for(condition: Callable[[], bool], *, what: str, seconds: float) -> None:
    """Poll until a condition holds, or refuse with TooSlow."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TooSlow(what=what, seconds=seconds)
        time.sleep(POLL_SECONDS)
