"""The second step: everything that commits after the snapshot follows by logical replication."""

import time

from psycopg import sql

from guildhall.kernel.fault_points import reached
from tenants.moves.errors import FollowerStuck
from tenants.moves.operations.clearing import is_subscribed
from tenants.moves.operations.journey import Journey, advance, wait_for
from tenants.moves.operations.places import mover_url, one
from tenants.moves.states import MoveStep

NEAR_BYTES = 1_000_000
VERY_NEAR_BYTES = 50_000
# A server that writes much for others is never very near, and need not be.
PATIENCE_SECONDS = 2.0

_LAG = """
SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), confirmed_flush_lsn)::bigint
FROM pg_replication_slots WHERE slot_name = %s
"""
_REFUSED = "SELECT apply_error_count > 0 FROM pg_stat_subscription_stats WHERE subname = %s"
_HAS = "SELECT confirmed_flush_lsn >= %s::pg_lsn FROM pg_replication_slots WHERE slot_name = %s"


def subscribe(journey: Journey) -> None:
    """Let the other side follow the slot from the snapshot on."""
    name = journey.trip.name
    if not is_subscribed(journey.there, name):
        statement = sql.SQL(
            "CREATE SUBSCRIPTION {name} CONNECTION {url} PUBLICATION {name} WITH ("
            "create_slot = false, slot_name = {slot}, copy_data = false,"
            " synchronous_commit = 'on')"
        )
        url = sql.Literal(mover_url(journey.trip.source))
        journey.there.execute(
            statement.format(name=sql.Identifier(name), slot=sql.Literal(name), url=url)
        )
    reached("moves.subscribed")
    advance(journey.trip, MoveStep.SUBSCRIBE)


def catch_up(journey: Journey) -> None:
    """Wait until the other side is so near that the rest takes a moment."""
    began = time.monotonic()

    def near() -> bool:
        must_apply(journey)
        patient = time.monotonic() - began < PATIENCE_SECONDS
        return lag_of(journey) < (VERY_NEAR_BYTES if patient else NEAR_BYTES)

    wait_for(near, what="catching up", seconds=journey.way.pace.catch_up_seconds)
    journey.way.tell(
        f"{journey.trip.slug}: caught up in {time.monotonic() - began:.1f} s,"
        f" {lag_of(journey)} bytes behind"
    )
    advance(journey.trip, MoveStep.CATCH_UP)


def must_apply(journey: Journey) -> None:
    """Refuse with FollowerStuck if the other side cannot take a change."""
    if one(journey.there, _REFUSED, journey.trip.name):
        raise FollowerStuck(shard=journey.trip.target)


def lag_of(journey: Journey) -> int:
    """Return how many bytes of WAL the other side has not confirmed."""
    return int(one(journey.here, _LAG, journey.trip.name))


def has_received(journey: Journey, position: str) -> bool:
    """Return whether everything up to a position is written down on the other side."""
    return bool(one(journey.here, _HAS, position, journey.trip.name))
