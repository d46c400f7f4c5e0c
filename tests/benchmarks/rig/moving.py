"""Move a company there and back under traffic, and tell what it cost. Run as a program."""

import argparse
import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, connections

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.models import Order
from tenants import operations
from tenants.moves.operations import move_company, prune_copy
from tenants.moves.operations.journey import Way
from tenants.moves.queries import list_moves
from tenants.moves.types import Pace
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.factories.company import make_company
from tests.harness.processes import wait_until, web_server
from tests.tenants.moves.looking import lies
from tests.tenants.moves.shoppers import Told, shopping

SLUG = "nomad"
STAMP = system_stamp("benchmark", clock.now())
FILL = """
INSERT INTO kernel_fact (fact_id, type, subject, payload, occurred_at, actor_kind, actor_name,
    request_id, delivered_at)
SELECT gen_random_uuid(), 'benchmark.filled', 'order:' || n, jsonb_build_object('number', n,
    'note', repeat('x', 200)), now(), 'system', 'benchmark', gen_random_uuid(), now()
FROM generate_series(1, %s) n
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    asked = parser.parse_args()
    scope = _open()
    with enter(scope):
        company = make_company(stock=Decimal(100_000_000))
        with connection.cursor() as cursor:
            cursor.execute(FILL, [asked.rows])
    connections.close_all()
    with (
        TemporaryDirectory() as folder,
        web_server(Path(folder), GUILDHALL_EPOCH_CHECK_SECONDS="0.5") as web,
        shopping([web], company, shoppers=2) as found,
    ):
        for _ in range(asked.rounds):
            for target in ("east", "default"):
                _move(found, target)
    print(json.dumps(_figures(scope, found)))


def _open() -> Scope:
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
        operations.open_unit("bench", code="hq", name="Head office", stamp=STAMP)
    new = NewTenant(slug=SLUG, name="Nomad", group="bench", unit="hq", host=f"{SLUG}.localhost")
    return provision_tenant(new, stamp=STAMP)


def _move(found: Told, target: str) -> None:
    enough = len(found.numbers) + 20
    wait_until(lambda: len(found.numbers) >= enough, what="more orders")
    move_company(SLUG, target=target, way=Way(STAMP, Pace(), lambda _line: None))
    prune_copy(SLUG, stamp=STAMP)
    connections.close_all()


def _figures(scope: Scope, found: Told) -> dict[str, object]:
    with enter(PLATFORM):
        moves = list_moves(slug=SLUG)
    with enter(lies(scope)):
        kept = set(Order.objects.values_list("number", flat=True))
    return {
        "freeze_ms": [move.freeze_ms for move in moves],
        "rows_per_s": [move.rows_per_second for move in moves],
        "rows": moves[0].rows,
        "orders": len(found.numbers),
        "asked_again": found.refusals.total(),
        "lost": len(set(found.numbers.values()) - kept),
    }


if __name__ == "__main__":
    main()
