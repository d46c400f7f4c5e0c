"""A program that walks into a known pitfall, in the stock way or in ours.

`python -m tests.isolation.pitfalls <name> stock|house`, on the settings and the database of
its environment; it prints how many of its reads were another tenant's, or what was raised.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from threading import Barrier
from typing import Any

from guildhall.config import processes

# isort: split
# Only now: `processes` has set Django up.
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import connection, connections
from django_tenants.utils import schema_context  # noqa: TID251 - the stock way is shown here

from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import request_unit
from guildhall.organization.models import Brand
from tests.harness.crowds import crowd

READERS, READS = 6, 60


@dataclass(frozen=True, slots=True)
class Way:
    """How tenants are entered: `switch` is what a middleware does for the rest of a request."""

    door: Callable[[Scope], Any]
    is_stock: bool

    def switch(self, scope: Scope) -> None:
        if self.is_stock:
            connection.set_schema(scope.schema)  # type: ignore[attr-defined]

    def within(self, scope: Scope) -> AbstractContextManager[Any]:
        entered: AbstractContextManager[Any] = self.door(scope)
        return entered


STOCK = Way(lambda scope: schema_context(scope.schema), is_stock=True)
HOUSE = Way(enter, is_stock=False)
type Pitfall = Callable[[Way, Scope, Scope], int]


def seen() -> list[str]:
    """Return the codes of all brands seen here; each tenant of these tests has one."""
    return list(Brand.objects.values_list("code", flat=True))


def is_wrong(scope: Scope) -> bool:
    return seen() != [scope.slug]


def decorated_by_two_threads(way: Way, alpha: Scope, beta: Scope) -> int:
    """P2: what is decorated keeps the caller's tenant in one place for all callers."""
    inside = Barrier(2)

    @way.door(alpha)  # type: ignore[untyped-decorator]
    def meet() -> None:
        inside.wait(30)

    def act(number: int, _random: Random) -> bool:
        own = (alpha, beta)[number]
        with way.within(own):
            meet()
            inside.wait(30)
            return is_wrong(own)

    return sum(crowd(2, act))


def cached_on_the_event_loop(way: Way, alpha: Scope, beta: Scope) -> int:
    """P4: on the event loop `connection` is another one, which nobody has switched."""

    async def view(scope: Scope) -> str:
        await sync_to_async(way.switch)(scope)
        return str(cache.get_or_set("secret-of-a-view", scope.slug, 60))

    async def request(scope: Scope) -> str:
        if way.is_stock:
            return await view(scope)
        with enter(scope):
            return await view(scope)

    async def both() -> int:
        return sum([await request(scope) != scope.slug for scope in (alpha, beta)])

    return asyncio.run(both())


def thread_that_worked_before(way: Way, alpha: Scope, _beta: Scope) -> int:
    """P5: whoever comes next without a tenant is still in the former one's."""

    def first() -> None:
        way.switch(alpha)
        with way.within(alpha):
            seen()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(first).result()
        return len(threads.submit(seen).result())


def pool_of_connections(way: Way, alpha: Scope, _beta: Scope) -> int:
    """P6: a connection goes back to the pool with the tenant's path."""
    with way.within(alpha):
        seen()
        connection.close()
    with connections["default"].pool.connection() as raw:  # type: ignore[attr-defined]
        found = raw.execute("SHOW search_path").fetchone()[0]
    connections["default"].close_pool()  # type: ignore[attr-defined]
    return int(alpha.schema in found)


def pooler_by_transaction(way: Way, alpha: Scope, beta: Scope) -> int:
    """P7: between two transactions somebody else has had the server connection."""

    def act(_number: int, random: Random) -> int:
        wrong = 0
        for _ in range(READS):
            own = random.choice((alpha, beta))
            with request_unit(), way.within(own):
                wrong += sum(is_wrong(own) for _ in range(3))
        connection.close()
        return wrong

    return sum(crowd(READERS, act))


def path_set_by_hand(way: Way, alpha: Scope, beta: Scope) -> int:
    """P8: it remembers what it has set, and does not see what others set."""
    with way.within(alpha):
        seen()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", [beta.schema])
        return int(is_wrong(alpha))


def queryset_from_elsewhere(way: Way, alpha: Scope, beta: Scope) -> int:
    """P11: a queryset that was made for one tenant is read when nobody has entered any."""
    with way.within(beta):
        seen()
        with way.within(alpha):
            way.switch(alpha)
            lazy = Brand.objects.values_list("code", flat=True)
        way.switch(beta)
    way.switch(beta)
    return int(list(lazy) != [alpha.slug])


def table_that_the_tenant_has_not(way: Way, alpha: Scope, _beta: Scope) -> int:
    """P12: what is missing in a tenant is looked for in what all share."""
    with way.within(alpha), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_tenant")
        return int(cursor.fetchone()[0])


PITFALLS: dict[str, Pitfall] = {
    each.__name__: each
    for each in (
        decorated_by_two_threads,
        cached_on_the_event_loop,
        thread_that_worked_before,
        pool_of_connections,
        pooler_by_transaction,
        path_set_by_hand,
        queryset_from_elsewhere,
        table_that_the_tenant_has_not,
    )
}


def main(name: str, kind: str) -> None:
    processes.stop_signal()
    alpha, beta = (Scope(**each) for each in json.loads(sys.stdin.read()))
    told: dict[str, Any] = {"wrong": 0, "raised": ""}
    try:
        told["wrong"] = PITFALLS[name](STOCK if kind == "stock" else HOUSE, alpha, beta)
    except Exception as error:  # noqa: BLE001 - whatever it is, the test wants to know it
        told["raised"] = type(error).__name__
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
