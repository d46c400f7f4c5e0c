"""Who follows a list by `updated_since` sees every change, and what is gone."""

from datetime import timedelta

import httpx
import pytest

from guildhall.catalog.models import Variant
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.conventions.conftest import Houses
from tests.factories.company import SITE, make_order

ORDERS = "/api/v1/orders"
PRODUCTS = "/storefront/v1/products"


def follow(client: httpx.Client, path: str, **params: str | int) -> list[dict[str, str]]:
    """Read all pages, two at a time."""
    pages = [client.get(path, params={**params, "limit": 2}).json()]
    while pages[-1]["next_cursor"]:
        asked = {**params, "limit": 2, "cursor": pages[-1]["next_cursor"]}
        pages.append(client.get(path, params=asked).json())
    return [item for page in pages for item in page["items"] + page.get("gone", [])]


def test_changed_orders_come_once_in_the_order_of_change(
    houses: Houses, office: httpx.Client, stamp: Stamp
) -> None:
    with enter(houses.alpha.scope):
        numbers = [make_order(houses.alpha, stamp=stamp).row.number for _ in range(5)]
    since = clock.now()
    for number in (numbers[3], numbers[0], numbers[4]):
        path = f"{ORDERS}/{number}/confirmation"
        office.post(path, headers={"Idempotency-Key": str(new_id())})

    changed = follow(office, ORDERS, updated_since=since.isoformat())

    assert [order["number"] for order in changed] == [numbers[3], numbers[0], numbers[4]]


def test_a_product_that_is_sold_no_more_is_told_as_gone(
    houses: Houses, shop: httpx.Client
) -> None:
    since = clock.now()
    with enter(houses.alpha.scope):
        Variant.objects.filter(sku="EGGS").update(is_active=False, updated_at=clock.now())
        Variant.objects.filter(sku="APPLE").update(updated_at=clock.now())

    told = follow(shop, PRODUCTS, site=SITE, updated_since=since.isoformat())
    page = shop.get(PRODUCTS, params={"site": SITE, "updated_since": since.isoformat()}).json()

    assert sorted(each["sku"] for each in told) == ["APPLE", "EGGS"]
    assert [each["sku"] for each in page["gone"]] == ["EGGS"]
    assert "EGGS" not in shop.get(PRODUCTS, params={"site": SITE, "limit": 200}).text


def test_nothing_changed_is_an_empty_page(shop: httpx.Client) -> None:
    later = (clock.now() + timedelta(hours=1)).isoformat()

    assert follow(shop, PRODUCTS, site=SITE, updated_since=later) == []


def test_any_zone_that_rfc_3339_knows_is_taken(office: httpx.Client) -> None:
    """PostgreSQL itself takes none that is 16 hours away."""
    answer = office.get(ORDERS, params={"updated_since": "1884-05-23T13:55:36-21:35"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    ["yesterday", "2026-03-01T00:00:00", "", "9" * 40, "0001-01-01T00:00:00+10:00"],
)
def test_a_moment_without_a_zone_is_no_moment(office: httpx.Client, wrong: str) -> None:
    answer = office.get(ORDERS, params={"updated_since": wrong})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["updated_since"]


def test_changes_do_not_mix_with_other_filters(shop: httpx.Client) -> None:
    asked: dict[str, str | int] = {
        "site": SITE,
        "q": "apple",
        "updated_since": clock.now().isoformat(),
    }

    assert shop.get(PRODUCTS, params=asked).json()["code"] == "invalid"


def test_a_cursor_of_one_order_is_refused_in_another(
    houses: Houses, office: httpx.Client, stamp: Stamp
) -> None:
    with enter(houses.alpha.scope):
        for _ in range(2):
            make_order(houses.alpha, stamp=stamp)
    cursor = office.get(ORDERS, params={"limit": 1}).json()["next_cursor"]

    answer = office.get(
        ORDERS, params={"cursor": cursor, "updated_since": stamp.at.isoformat(), "limit": 1}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "paging.cursor_invalid")


def test_lines_come_where_they_are_asked_for(
    houses: Houses, office: httpx.Client, stamp: Stamp
) -> None:
    with enter(houses.alpha.scope):
        number = make_order(houses.alpha, {"BREAD": 2}, stamp=stamp).row.number

    plain = office.get(f"{ORDERS}/{number}").json()
    full = office.get(f"{ORDERS}/{number}", params={"include": "lines"}).json()
    wrong = office.get(f"{ORDERS}/{number}", params={"include": "secrets"})

    assert plain["lines"] is None
    assert [(line["sku"], line["quantity"]) for line in full["lines"]] == [("BREAD", "2")]
    assert wrong.status_code == 422
