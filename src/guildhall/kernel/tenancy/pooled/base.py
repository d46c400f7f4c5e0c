"""PostgreSQL behind a transaction pooler: what begins a transaction pins it, nothing else does.

A pooler in transaction mode may give each transaction another server connection, and each
server connection to another client next. So the session is never touched: one string begins
a transaction and pins it with SET LOCAL, and a query outside one is refused.

Inside a unit of work (`kernel.tenancy.units`) a statement outside `transaction.atomic()` is
carried by a transaction that nobody asked for and nobody sees. Reads of one request share
it; whatever writes commits with its own statement, as it would without a pooler. It ends
before an atomic block begins, so that atomic blocks commit where the code says so.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from psycopg import Connection
from psycopg.pq import TransactionStatus

from guildhall.kernel import notices
from guildhall.kernel.tenancy import units
from guildhall.kernel.tenancy.backend.base import DatabaseWrapper as PinnedWrapper
from guildhall.kernel.tenancy.context import Scope, require

if TYPE_CHECKING:
    _Cursor = CursorWrapper
else:
    _Cursor = object


class QueryOutsideTransaction(RuntimeError):
    """A query in no transaction and in no unit of work: a bug, never an expected no."""


class _PinnedCursor(_Cursor):
    """A cursor that sees to its transaction with each statement, not once when it is made."""

    db: "DatabaseWrapper"

    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        self.db.begin()
        try:
            return super()._execute(sql, params, *ignored)  # type: ignore[misc] # the stubs have it not
        finally:
            self.db.executed(self.cursor)

    def _executemany(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        self.db.begin()
        try:
            return super()._executemany(sql, param_list, *ignored)  # type: ignore[misc]
        finally:
            self.db.executed(self.cursor)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        self.db.begin()
        return self.cursor.copy(*args, **kwargs)


class _Plain(_PinnedCursor, CursorWrapper):
    pass


class _Debug(_PinnedCursor, CursorDebugWrapper):
    pass


class DatabaseWrapper(PinnedWrapper):
    """A connection whose transactions are each inside the scope of the work that uses them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._carrying = False
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        """Be in a transaction of this scope. Raises NoTenant or QueryOutsideTransaction."""
        scope = require()
        self.ensure_connection()
        if self.autocommit:
            self._carry(scope)
        else:
            self._hold(scope)
        pin = _local(self._pin_of(scope), self.timezone_name)
        idle = self.connection.pgconn.transaction_status == TransactionStatus.IDLE
        if idle or pin != self._applied:
            self._applied = ""
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(f"BEGIN; {pin}" if idle else pin)
            self._applied = pin

    def executed(self, cursor: Any) -> None:
        """End a transaction that carried a statement, unless it may carry more reads."""
        if not self._carrying:
            return
        unit = units.current()
        reads = (cursor.statusmessage or "").startswith("SELECT")
        if unit is None or not (unit.shares_reads and reads):
            self.end_carrier()

    def end_carrier(self) -> None:
        """Give the server connection back to the pooler, if no atomic block holds it."""
        if not self._carrying:
            return
        self._forget()
        if self.connection is not None and not self.connection.closed:
            with self.wrap_database_errors:
                self.connection.commit()  # of a failed statement: rolls back

    def _go_to(self, place: str) -> None:
        if place != self._place:
            self.end_carrier()
        super()._go_to(place)

    def _carry(self, scope: Scope) -> None:
        unit = units.current()
        if unit is None:
            raise QueryOutsideTransaction(
                "behind a transaction pooler a query needs transaction.atomic(), or a unit of "
                "work around it: kernel.tenancy.units"
            )
        if self._held is not None and self._held.schema != scope.schema:
            self.end_carrier()
        if not self._carrying:
            self._carrying, self._held = True, scope
            unit.note(self)

    def _cursor(self, name: str | None = None) -> Any:
        require()
        return super(TenantsWrapper, self)._cursor(name)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return _Plain(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return _Debug(cursor, self)

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: ARG002, FBT001 - Django's signature
        """Begin or end nothing at the server: the first statement's string begins."""
        self.end_carrier()
        self._held = None
        notices.forget(self.connection)
        if not self.connection.autocommit:
            with self.wrap_database_errors:
                self.connection.autocommit = True

    def _commit(self) -> None:
        self._forget()
        super()._commit()

    def rollback(self) -> None:
        super().rollback()
        self._forget()

    def _configure_timezone(self, connection: Connection[Any]) -> bool:  # noqa: ARG002 - Django's signature
        """Leave the session alone: each transaction's string says the zone."""
        return False

    def _forget(self) -> None:
        super()._forget()
        self._carrying = False


@lru_cache(maxsize=20_000)
def _local(pin: str, zone: str) -> str:
    return f"{pin.replace('SET ', 'SET LOCAL ')}; SET LOCAL TimeZone='{zone}'"
