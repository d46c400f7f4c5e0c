"""Count what a checkout sends, from an empty cart to its order, caches warm. Run as a program.

Counted in all threads: the call to the provider is made beside the one who waits for it.
"""

import argparse
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, enter
from tests.factories.payments import plain_offered

CARTS = "/storefront/v1/carts"
PATIENCE = 10.0


class Count:
    """Messages to the database and the statements in them, per thread that counts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.here = True
        self._main = threading.get_ident()

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if self.here or threading.get_ident() != self._main:
            self.texts.append(" ".join(sql.split()))
        return execute(sql, *rest)

    def listen(self, connection: BaseDatabaseWrapper, **_more: object) -> None:
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("host", "token", "site"):
        parser.add_argument(name)
    asked = parser.parse_args()
    client = Client(
        headers={"host": asked.host, "authorization": f"Bearer {asked.token}"},
        raise_request_exception=True,
    )
    count = Count()
    connection_created.connect(count.listen, weak=False)
    with plain_offered(), enter(PLATFORM):
        for _ in range(3):
            count.texts.clear()
            _buy(client, int(asked.site), count)
    inside = [each for text in count.texts for each in text.split("; ")]
    told = {"statements": len(count.texts), "inside": len(inside), "sql": count.texts}
    print(json.dumps(told))


def _buy(client: Client, site: int, count: Count) -> None:
    """Open a cart, check it out and wait until its order stands, looking on uncounted."""
    lines = [{"sku": "SKU1", "quantity": "1"}, {"sku": "SKU2", "quantity": "2"}]
    contact = {"name": "Alice Miller", "email": "alice@example.com", "phone": "+1 555 0100"}
    cart = {"site": site, "currency": "USD", "lines": lines, "contact": contact}
    buying = {
        "total": {"amount": "7.50", "currency": "USD"},
        "tenders": [{"account": "plain", "way": "card", "token": "ok"}],
    }
    count.here = True
    opened = _send(client, CARTS, cart)
    begun = _send(client, f"{CARTS}/{opened['token']}/checkout", buying)
    count.here = False
    end = time.monotonic() + PATIENCE
    while client.get(f"/storefront/v1/checkouts/{begun['token']}").json()["state"] != "done":
        if time.monotonic() > end:
            raise RuntimeError("the order is not there")


def _send(client: Client, path: str, body: Mapping[str, Any]) -> Any:
    answer = client.post(
        path,
        body,
        content_type="application/json",
        headers={"idempotency-key": str(new_id())},
    )
    if not 200 <= answer.status_code < 300:
        raise RuntimeError(answer.content.decode())
    return answer.json()


if __name__ == "__main__":
    main()
