"""COPY, read a megabyte at a time.

psycopg waits anew for each row, which costs more than all that comes after it: here rows are
taken from libpq as long as there are any, and the socket is waited for only when there are none.
"""

from collections.abc import Iterator
from select import POLLIN, poll
from typing import Any

from psycopg import Connection, sql
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import ExecStatus

PIECE = 1 << 20


class Copying:
    """What COPY … TO STDOUT writes, in blocks; `rows` says how many it was once all was read.

    Whoever stops reading on the way has to close the connection.
    """

    def __init__(self, connection: Connection[Any], statement: sql.Composed) -> None:
        self.rows = 0
        self._connection = connection
        self._statement = statement

    def __iter__(self) -> Iterator[bytes]:
        yield from _blocks(self._connection, self._statement)
        self.rows = _rows_copied(self._connection)


def _blocks(connection: Connection[Any], statement: sql.Composed) -> Iterator[bytes]:
    pgconn = connection.pgconn
    pgconn.send_query(statement.as_bytes(connection))
    begun = pgconn.get_result()
    if begun is None or begun.status != ExecStatus.COPY_OUT:
        raise _failed(begun)
    readable = poll()
    readable.register(pgconn.socket, POLLIN)
    rows: list[bytes] = []
    size = 0
    while (found := pgconn.get_copy_data(1))[0] >= 0:
        length, data = found
        if not length:
            readable.poll()
            pgconn.consume_input()
            continue
        rows.append(bytes(data))
        size += length
        if size >= PIECE:
            yield b"".join(rows)
            rows.clear()
            size = 0
    if rows:
        yield b"".join(rows)


def rows_of(
    connection: Connection[Any], schema: str, *, table: str, columns: tuple[str, ...]
) -> Copying:
    """Return a table's rows as COPY writes them."""
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    return Copying(connection, statement)


def _rows_copied(connection: Connection[Any]) -> int:
    ended = None
    while (result := connection.pgconn.get_result()) is not None:
        ended = result
    if ended is None or ended.status != ExecStatus.COMMAND_OK:
        raise _failed(ended)
    return ended.command_tuples or 0


def _failed(result: Any) -> Exception:
    if result is None:
        return OperationalError("the connection was lost while a table was copied")
    return error_from_result(result)
