"""The floor of `orders` writes what an order writes, or it would be no floor."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.inventory.models import StockLevel
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.benchmarks.rig.statements import FRAME
from tests.factories.company import SITE, Company, make_company
from tests.harness.counts import effects_in

MOST_STATEMENTS = 14
REAL, RAW = "/storefront/v1/orders", "/storefront/bench/raw"


def _order(path: str, company: Company, key: str) -> None:
    client = Client(headers={"authorization": f"Bearer {company.storefront_key}"})
    lines = [{"sku": "APPLE", "quantity": "1"}, {"sku": "BREAD", "quantity": "2"}]
    who = {"name": "Alice Miller", "email": "a@example.com", "phone": "1", "address": "2"}
    answer = client.post(
        path,
        {"site": SITE, "currency": "USD", "lines": lines, "customer": who},
        content_type="application/json",
        headers={"host": company.host, "idempotency-key": key},
    )
    assert answer.status_code == 201, answer.content


def added_by(path: str, company: Company) -> dict[str, int]:
    """Return how many rows an order through `path` adds to each table."""
    before = effects_in(company.scope)
    _order(path, company, path)
    after = effects_in(company.scope)
    return {table: rows - before[table] for table, rows in after.items() if rows != before[table]}


@pytest.mark.urls("tests.benchmarks.rig.urls")
def test_the_raw_view_writes_as_many_rows_into_each_table_as_an_order(
    committed: dict[str, Scope],
) -> None:
    with enter(committed["alpha"]):
        company = make_company()

    real, raw = added_by(REAL, company), added_by(RAW, company)

    assert raw == real
    assert real["orders_order"] == 1
    assert real["orders_orderline"] == real["inventory_reservation"] == 2
    with enter(committed["alpha"]):
        reserved = StockLevel.objects.aggregate(total=Sum("reserved"))["total"]
    assert reserved == Decimal(6)


def test_an_order_of_two_lines_takes_no_more_statements_than_the_mark(
    committed: dict[str, Scope],
) -> None:
    with enter(committed["alpha"]):
        company = make_company()
    _order(REAL, company, "warm")

    with enter(PLATFORM), CaptureQueriesContext(connection) as captured:
        _order(REAL, company, "counted")

    counted = [each["sql"] for each in captured if not each["sql"].startswith(FRAME)]
    assert len(counted) <= MOST_STATEMENTS, counted
