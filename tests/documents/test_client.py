"""A whole order through the generated clients: what the documents say is enough to sell."""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.config.local.clients import build_clients
from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import SITE, Company, make_company
from tests.harness.processes import Web

SHOP, OFFICE = "guildhall_storefront", "guildhall_programs"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    folder = tmp_path_factory.mktemp("clients")
    names = build_clients(folder)
    sys.path.insert(0, str(folder))
    yield names
    sys.path.remove(str(folder))


@pytest.fixture
def company(committed: dict[str, Scope]) -> Company:
    with enter(committed["alpha"]):
        return make_company()


def client_of(package: str, web: Web, company: Company, token: str) -> Any:
    return importlib.import_module(package).AuthenticatedClient(
        base_url=f"http://127.0.0.1:{web.port}", token=token, headers={"Host": company.host}
    )


def call(package: str, operation: str, client: Any, **arguments: Any) -> Any:
    """Call one operation of a client by its path below `api`, and return what it parsed."""
    module = importlib.import_module(f"{package}.api.{operation}")
    return module.sync_detailed(client=client, **arguments)


def key() -> str:
    return str(new_id())


def test_each_document_makes_a_client(packages: tuple[str, ...]) -> None:
    assert packages == ("guildhall_hq", OFFICE, SHOP)


def test_an_order_is_placed_confirmed_and_shipped_by_typed_clients(
    packages: tuple[str, ...], web: Web, company: Company
) -> None:
    shop = client_of(SHOP, web, company, company.storefront_key)
    office = client_of(OFFICE, web, company, company.office_key)
    storefront = importlib.import_module(f"{SHOP}.models")
    programs = importlib.import_module(f"{OFFICE}.models")

    with shop, office:
        page = call(SHOP, "storefront.list_products", shop, site=SITE).parsed
        line = storefront.LineIn(sku=page.items[0].sku, quantity="2")
        cart = storefront.OrderIn(site=SITE, currency="USD", lines=[line])
        placed = call(
            SHOP, "storefront.place_order", shop, body=cart, idempotency_key=key()
        ).parsed
        numbers = programs.Numbers(numbers=[placed.number])
        confirmed = call(
            OFFICE, "orders.confirm_orders", office, body=numbers, idempotency_key=key()
        ).parsed
        shipped = call(
            OFFICE, "orders.ship_order", office, number=placed.number, idempotency_key=key()
        ).parsed
        shown = call(SHOP, "storefront.get_storefront_order", shop, number=placed.number).parsed

    assert isinstance(placed, storefront.OrderOut)
    assert [result.status for result in confirmed.results] == [200]
    assert (shipped.number, shipped.fulfillment_state) == (placed.number, "fulfilled")
    assert (shown.state, shown.total.amount) == ("confirmed", "5.00")


def test_a_refusal_comes_as_a_typed_problem(
    packages: tuple[str, ...], web: Web, company: Company
) -> None:
    shop = client_of(SHOP, web, company, company.storefront_key)
    storefront = importlib.import_module(f"{SHOP}.models")

    with shop:
        answer = call(SHOP, "storefront.get_product", shop, sku="NOPE", site=SITE)

    assert isinstance(answer.parsed, storefront.Problem)
    assert (answer.status_code, answer.parsed.code) == (404, "catalog.product_not_found")
