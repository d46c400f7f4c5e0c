"""Count the statements of one order, all caches warm. Run as a program."""

import argparse
import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, enter

# Neither do they do any of an order's work, nor does anybody do without them.
FRAME = ("BEGIN", "COMMIT")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("host", "token", "site"):
        parser.add_argument(name)
    asked = parser.parse_args()
    client = Client(
        headers={"host": asked.host, "authorization": f"Bearer {asked.token}"},
        raise_request_exception=True,
    )
    _order(client, int(asked.site))
    # Listening takes a connection, and no connection is without a scope.
    with enter(PLATFORM), CaptureQueriesContext(connection) as captured:
        _order(client, int(asked.site))
    counted = [each["sql"] for each in captured if not each["sql"].startswith(FRAME)]
    print(json.dumps({"statements": len(counted), "sql": [text[:60] for text in counted]}))


def _order(client: Client, site: int) -> None:
    lines = [{"sku": "SKU1", "quantity": "1"}, {"sku": "SKU2", "quantity": "2"}]
    answer = client.post(
        "/storefront/v1/orders",
        {"site": site, "currency": "USD", "lines": lines},
        content_type="application/json",
        headers={"idempotency-key": str(new_id())},
    )
    if answer.status_code != 201:
        raise RuntimeError(answer.content.decode())


if __name__ == "__main__":
    main()
