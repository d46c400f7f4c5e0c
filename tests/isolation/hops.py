"""A program that hops over tenants in many threads and counts what it sees of others.

`python -m tests.isolation.hops <hops> house|stock`, on the settings and the database of its
environment. The control hops in the same way with django-tenants' own context manager, whose
stack is one list for all threads.
"""

import json
import sys
from contextlib import AbstractContextManager, suppress
from random import Random
from typing import Any

from guildhall.config import processes

# isort: split
# Only now: `processes` has set Django up.
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django_tenants.models import TenantMixin

from guildhall.kernel.ids import new_id
from guildhall.kernel.models import IdempotencyKey
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.models import Brand
from tests.harness.crowds import crowd

THREADS = 8


class StockTenant:
    """A tenant entered as django-tenants does it: these four are its own."""

    _previous_tenant = TenantMixin._previous_tenant  # noqa: SLF001 - the shared list under test
    activate = TenantMixin.activate
    __enter__ = TenantMixin.__enter__
    __exit__ = TenantMixin.__exit__

    def __init__(self, scope: Scope) -> None:
        self.schema_name = scope.schema


class Hops:
    """One thread's hops: what it read, and how often that was another tenant's."""

    def __init__(self, scopes: list[Scope], door: Any, random: Random) -> None:
        self._scopes, self._door, self._random = scopes, door, random
        self.reads = self.wrong = 0

    def hop(self) -> None:
        """Enter one tenant, another one inside it, come back, and look at each step."""
        outer, inner = self._random.sample(self._scopes, 2)
        with self._in(outer):
            self._look(outer)
            with suppress(ZeroDivisionError), self._in(inner):
                self._look(inner)
                self._write(inner)
                if self._random.random() < 0.2:
                    raise ZeroDivisionError
            self._look(outer)
            self._write(outer)
            self._look(outer)
        connection.close()

    def _in(self, scope: Scope) -> AbstractContextManager[Any]:
        entered: AbstractContextManager[Any] = self._door(scope)
        return entered

    def _look(self, scope: Scope) -> None:
        self.reads += 1
        seen = list(Brand.objects.values_list("code", flat=True))
        self.wrong += seen != [scope.slug]

    def _write(self, scope: Scope) -> None:
        """Write a row that names its tenant: committed, rolled back, or half of each."""
        way = self._random.randrange(3)
        with transaction.atomic():
            with suppress(ZeroDivisionError), transaction.atomic():
                self._row(scope)
                if way == 1:
                    raise ZeroDivisionError
            self._look(scope)
            if way == 2:
                transaction.set_rollback(True)

    def _row(self, scope: Scope) -> None:
        mine = {"principal": scope.slug, "method": "HOP", "path": "/", "body_hash": b""}
        IdempotencyKey.objects.create(key=str(new_id()), **mine)


class StockHops(Hops):
    """Hops that may end in a schema without these tables."""

    def hop(self) -> None:
        with suppress(ProgrammingError):
            super().hop()


class HouseHops(Hops):
    """Hops that look into the cache as well."""

    def _look(self, scope: Scope) -> None:
        super()._look(scope)
        self.reads += 1
        self.wrong += cache.get("canary") != scope.slug


def main(hops: int, *, kind: str) -> None:
    processes.stop_signal()
    scopes = [Scope(**each) for each in json.loads(sys.stdin.read())]
    made, door = (HouseHops, enter) if kind == "house" else (StockHops, StockTenant)

    def act(_number: int, random: Random) -> Hops:
        own = made(scopes, door, random)
        with unit():
            for _ in range(hops):
                own.hop()
        return own

    done = crowd(THREADS, act)
    told = {"reads": sum(each.reads for each in done), "wrong": sum(each.wrong for each in done)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), kind=sys.argv[2])
