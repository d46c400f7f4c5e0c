"""The short rest in which the last writes arrive, and the flip that ends it.

Nothing on the way of a request takes part in it. The right to use the schema is taken from
the company's role: every lock that a statement takes makes its session look at what has
changed, so a statement that begins later finds no table. Whoever has written before holds a
lock on what it wrote until its transaction ends: when no such lock is left, all is in the WAL.
"""

import time

from psycopg import sql

from guildhall.kernel import clock
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import N_
from guildhall.kernel.tenancy import TenantState
from tenants.models import Tenant
from tenants.moves.errors import TooSlow
from tenants.moves.events import MoveFlipped
from tenants.moves.models import Move
from tenants.moves.operations.following import has_received, must_apply
from tenants.moves.operations.journey import Journey, Way, advance, stepping, wait_for
from tenants.moves.operations.places import Raw, one, run
from tenants.moves.states import MoveStep
from tenants.operations import move_tenant
from tenants.states import TenantMove

REASON = N_("The company is moving to another database.")

# Not those of vacuum and analyze, which change no row.
_WRITERS = """
SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.granted AND c.relkind IN ('r', 'p') AND c.relnamespace = to_regnamespace(quote_ident(%s))
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                 'AccessExclusiveLock')
"""
_SEQUENCES = """
SELECT c.relname, pg_sequence_last_value(c.oid) FROM pg_class c
WHERE c.relkind = 'S' AND c.relnamespace = to_regnamespace(quote_ident(%s))
"""


def freeze(journey: Journey) -> None:
    """Put the company at rest on the roll: whoever asks from now on is told to try again."""
    trip = journey.trip
    with stepping(trip, MoveStep.FREEZE) as row:
        row.frozen_at = clock.now()
        row.freezes += 1
        row.reason_before = row.tenant.state_reason
        move_tenant(trip.slug, move=TenantMove.START_MOVE, reason=REASON, stamp=journey.way.stamp)


def complete(journey: Journey) -> None:
    """Close the schema, wait for its last writers and for their writes to arrive.

    When that takes too long the company works on at once, and it is tried again later.
    """
    try:
        _complete(journey)
    except TooSlow as error:
        thaw(journey)
        journey.way.tell(f"{journey.trip.slug}: works on for now; {error}")
        time.sleep(journey.way.pace.freeze_seconds)  # whoever held it up may end meanwhile
        return
    advance(journey.trip, MoveStep.COMPLETE)


def _complete(journey: Journey) -> None:
    trip, seconds = journey.trip, journey.way.pace.freeze_seconds
    close_schema(journey.here, trip.schema)
    reached("moves.closed")
    wait_for(
        lambda: not one(journey.here, _WRITERS, trip.schema),
        what="waiting for the last writers",
        seconds=seconds,
    )
    reached("moves.drained")
    position = str(one(journey.here, "SELECT pg_current_wal_insert_lsn()"))
    # Flushes what is before it, and gives the follower something to confirm.
    one(journey.here, "SELECT pg_logical_emit_message(true, 'guildhall.move', '')")
    wait_for(
        lambda: has_received(journey, position),
        what="waiting for the last writes to arrive",
        seconds=seconds,
    )
    must_apply(journey)
    reached("moves.received")
    _copy_sequences(journey)
    reached("moves.sequences_copied")


def _copy_sequences(journey: Journey) -> None:
    """Bring over what replication leaves out. A sequence that never counted has no value."""
    schema = journey.trip.schema
    found = journey.here.execute(_SEQUENCES, [schema]).fetchall()
    calls = [
        sql.SQL("setval({}, {})").format(
            sql.Literal(sql.Identifier(schema, name).as_string()), sql.Literal(value)
        )
        for name, value in found
        if value is not None
    ]
    if calls:
        journey.there.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls)))


def flip(journey: Journey) -> None:
    """Send everybody to the other side: one row of the roll, seen everywhere within a second."""
    trip = journey.trip
    with stepping(trip, MoveStep.FLIP) as row:
        Tenant.objects.filter(id=trip.tenant_id).update(shard=trip.target)
        _wake(row, journey.way, TenantMove.FINISH_MOVE)
        row.freeze_ms = _rested_ms(row)
        record(
            MoveFlipped(
                tenant_id=trip.tenant_id,
                source=trip.source,
                target=trip.target,
                freeze_ms=row.freeze_ms,
                stamp=journey.way.stamp,
            )
        )
    journey.way.tell(f"{trip.slug}: works in {trip.target}, at rest for {row.freeze_ms} ms")


def thaw(journey: Journey) -> None:
    """Let the company work on where it is, and try again; too often is TooSlow."""
    open_schema(journey.here, journey.trip.schema)
    with stepping(journey.trip, MoveStep.THAW) as row:
        _wake(row, journey.way, TenantMove.ABANDON_MOVE)
    if row.freezes >= journey.way.pace.freezes:
        raise TooSlow(what="the freeze", seconds=journey.way.pace.freeze_seconds)


def wake(row: Move, way: Way) -> None:
    """Let a company work on where it was, if this move has put it at rest."""
    if row.tenant.state == TenantState.MOVING:
        _wake(row, way, TenantMove.ABANDON_MOVE)


def _wake(row: Move, way: Way, move: TenantMove) -> None:
    move_tenant(row.tenant.slug, move=move, reason=row.reason_before, stamp=way.stamp)


def close_schema(connection: Raw, schema: str) -> None:
    """Take the right to use a schema from its role: every later statement is refused."""
    run(connection, "REVOKE USAGE ON SCHEMA {schema} FROM {schema}", schema=schema)


def open_schema(connection: Raw, schema: str) -> None:
    run(connection, "GRANT USAGE ON SCHEMA {schema} TO {schema}", schema=schema)


def _rested_ms(row: Move) -> int:
    now = clock.now()
    return round((now - (row.frozen_at or now)).total_seconds() * 1_000)
