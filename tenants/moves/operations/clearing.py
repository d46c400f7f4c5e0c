"""Removing what a move leaves: the subscription there, slot and publication here, a copy."""

from psycopg.errors import DependentObjectsStillExist, ObjectInUse

from guildhall.kernel.fault_points import reached
from tenants.moves.operations.journey import Trip, wait_for
from tenants.moves.operations.places import Raw, has_schema, mover_of, one, run

SLOT_SECONDS = 30.0

_SUBSCRIBED = """
SELECT 1 FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
WHERE d.datname = current_database() AND s.subname = %s
"""
_PUBLISHED = "SELECT 1 FROM pg_publication WHERE pubname = %s"
_SLOT = "SELECT 1 FROM pg_replication_slots WHERE slot_name = %s"
_END_FOLLOWER = """
SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
WHERE slot_name = %s AND active_pid IS NOT NULL
"""


def clear_the_way(here: Raw, there: Raw, trip: Trip) -> None:
    """Have neither a follower nor a copy: nobody was ever sent to that one."""
    stop_following(here, there, trip)
    drop_copy(there, trip.schema)


def stop_following(here: Raw, there: Raw, trip: Trip) -> None:
    """Remove the subscription, then the slot and the publication that it fed on."""
    drop_subscription(there, trip.name)
    drop_slot(here, trip)
    if one(here, _PUBLISHED, trip.name) is not None:
        run(here, "DROP PUBLICATION {name}", name=trip.name)


def drop_subscription(there: Raw, name: str) -> None:
    """Remove it without asking the other side, which may be away; the slot goes on its own."""
    if is_subscribed(there, name):
        run(there, "ALTER SUBSCRIPTION {name} DISABLE", name=name)
        run(there, "ALTER SUBSCRIPTION {name} SET (slot_name = NONE)", name=name)
        run(there, "DROP SUBSCRIPTION {name}", name=name)
        reached("moves.unsubscribed")


def is_subscribed(there: Raw, name: str) -> bool:
    return one(there, _SUBSCRIBED, name) is not None


def drop_slot(here: Raw, trip: Trip) -> None:
    """Remove the slot, as the mover; a slot that is kept keeps the server's WAL."""
    with mover_of(trip.source) as mover:

        def gone() -> bool:
            if one(here, _SLOT, trip.name) is None:
                return True
            one(here, _END_FOLLOWER, trip.name)
            try:
                mover.execute("SELECT pg_drop_replication_slot(%s)", [trip.name])
            except ObjectInUse:
                return False  # its sender is ending: asked again in a moment
            reached("moves.slot_dropped")
            return True

        wait_for(gone, what="dropping the slot", seconds=SLOT_SECONDS)


def drop_copy(connection: Raw, schema: str) -> None:
    """Drop a schema and the role that worked in it, where they are."""
    if has_schema(connection, schema):
        run(connection, "DROP SCHEMA {schema} CASCADE", schema=schema)
        reached("moves.schema_dropped")
    if one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", schema) is not None:
        try:
            run(connection, "DROP ROLE {role}", role=schema)
        except DependentObjectsStillExist:
            # Another database of that cluster has a schema of this name; the role stays its own.
            return
