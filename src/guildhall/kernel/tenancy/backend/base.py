"""PostgreSQL, pinned: search_path, role and statement timeout go out in one string per switch.

The connection follows its scope: to another schema by a pin, to another shard by going there.
Stock django-tenants sets the path before each cursor and falls back to `public`.
Here the ContextVar decides, a missing scope raises, and a transaction keeps to one scope.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import connections
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from psycopg import Connection

from guildhall.kernel import notices
from guildhall.kernel.tenancy.backend.schema import SchemaEditor
from guildhall.kernel.tenancy.context import Scope, TenantSwitchInsideTransaction, current, require
from guildhall.kernel.tenancy.shards import database_of


class DatabaseWrapper(TenantsWrapper):
    """A connection that is only ever inside the scope of the work that uses it.

    `settings_dict["PIN"]` names how: "role" (the default) or "path", which keeps the
    login role and is meant for the owner's DDL alone.

    `transaction.atomic()` and `connection` mean the scope's own database: two of them are
    never open in one thread under one alias.
    """

    SchemaEditorClass = SchemaEditor
    _pins: ClassVar[dict[str, Callable[[Scope], str]]] = {
        "role": lambda scope: scope.pin,
        "path": lambda scope: f'SET search_path="{scope.schema}", ext',
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._applied = ""
        self._held: Scope | None = None
        super().__init__(*args, **kwargs)
        self._place = self.alias
        self._pin_of = self._pins[self.settings_dict.get("PIN", "role")]

    @property
    def schema_name(self) -> str:
        """The current schema, as django-tenants' router and introspection ask for it."""
        scope = current()
        return scope.schema if scope else ""

    @schema_name.setter
    def schema_name(self, value: str | None) -> None:
        """Ignore what django-tenants would remember: the ContextVar alone decides."""

    def set_tenant(self, tenant: object, include_public: bool = True) -> None:  # noqa: FBT001, FBT002 - django-tenants' signature
        """Ignore django-tenants' switch: `kernel.tenancy.enter` is the only way in."""

    @property
    def pool(self) -> Any:
        return super().pool if self._place == self.alias else connections[self._place].pool  # type: ignore[attr-defined]

    def ensure_connection(self) -> None:
        scope = current()
        if scope is not None and not self.in_atomic_block:
            self._go_to(database_of(scope.shard, self.alias))
        super().ensure_connection()

    def _go_to(self, place: str) -> None:
        """Leave the database of one shard for another's."""
        if place == self._place:
            return
        self.close()
        self._place = place
        self.settings_dict = connections.settings[place]

    def _cursor(self, name: str | None = None) -> Any:
        scope = require()
        self.ensure_connection()
        if self.in_atomic_block:
            self._hold(scope)
        pin = self._pin_of(scope)
        if pin != self._applied:
            self._applied = ""
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(pin)
            self._applied = pin
        return super(TenantsWrapper, self)._cursor(name)

    def _hold(self, scope: Scope) -> None:
        if database_of(scope.shard, self.alias) != self._place:
            raise TenantSwitchInsideTransaction(
                f"this transaction was begun in another database than {scope.schema} lies in"
            )
        if self._held is None:
            self._held = scope
        elif self._held.schema != scope.schema:
            raise TenantSwitchInsideTransaction(
                f"this transaction belongs to {self._held.schema}, not to {scope.schema}"
            )

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - Django's signature
        self._held = None
        notices.forget(self.connection)
        super()._set_autocommit(autocommit)

    def _commit(self) -> None:
        super()._commit()
        notices.must_be_confirmed(self.connection)

    def _configure_connection(self, connection: Connection[Any]) -> bool:
        notices.listen(connection)
        return bool(super()._configure_connection(connection))

    def rollback(self) -> None:
        self._applied = ""
        super(TenantsWrapper, self).rollback()

    def savepoint_rollback(self, sid: str) -> None:
        try:
            super(TenantsWrapper, self).savepoint_rollback(sid)
        finally:
            self._applied = ""

    def connect(self) -> None:
        self._forget()
        super().connect()

    def close(self) -> None:
        self._forget()
        super(TenantsWrapper, self).close()

    def _forget(self) -> None:
        self._applied = ""
        self._held = None
