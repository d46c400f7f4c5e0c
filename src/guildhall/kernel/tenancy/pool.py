"""What a pooled connection forgets between two users."""

from typing import Any

from psycopg import Connection

RESET = b"RESET ROLE; RESET search_path; RESET statement_timeout"


def forget_scope(connection: Connection[Any]) -> None:
    """Return a connection to no tenant. Never RESET ALL: that would lose the time zone."""
    connection.execute(RESET)
    if not connection.autocommit:
        connection.commit()
