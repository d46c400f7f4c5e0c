"""What our APIs declare, and which host serves which of them.

Who may call what is tried in `test_matrix`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.http import HttpRequest
from ninja import NinjaAPI, Router

from guildhall.config.api import public_api, tenant_api
from guildhall.identity.operations import issue_api_key
from guildhall.identity.states import KEY_CAPABILITIES
from guildhall.kernel import clock
from guildhall.kernel.credentials import Needs
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.operations import place_order
from guildhall.orders.types import Customer
from tests.factories.carts import cart_json
from tests.factories.company import SITE, Company, make_cart, make_company, standing_company
from tests.harness.processes import Web
from tests.isolation.calls import CALLS, call
from tests.isolation.endpoints import endpoints_of

CANARY = "CANARY"
TENANT = {str(endpoint): endpoint for endpoint in endpoints_of(tenant_api)}
PUBLIC = {str(endpoint): endpoint for endpoint in endpoints_of(public_api)}


@dataclass(frozen=True, slots=True)
class Houses:
    """Alpha, at whose door we stand, and beta, of which nothing may be seen."""

    alpha: Company
    order: str


@pytest.fixture(scope="module")
def houses(scopes: dict[str, Scope]) -> Iterator[Houses]:
    stamp = system_stamp("test", clock.now())
    with standing_company(scopes["alpha"]) as alpha:
        with enter(scopes["alpha"]):
            order = place_order(make_cart(alpha, {"APPLE": 1}), stamp=stamp)
        with enter(scopes["beta"]):
            beta = make_company(skus=("APPLE", CANARY))
            cart = make_cart(beta, {CANARY: 1})
            cart = replace(cart, customer=Customer(name=CANARY, email="canary@example.com"))
            place_order(cart, stamp=stamp)
        yield Houses(alpha, order.row.number)


@pytest.mark.parametrize("api", [tenant_api, public_api], ids=["tenant", "public"])
def test_every_endpoint_declares_the_one_permission_that_it_needs(api: NinjaAPI) -> None:
    undeclared = [str(endpoint) for endpoint in endpoints_of(api) if not endpoint.needs]

    assert endpoints_of(api)
    assert undeclared == []


def test_an_endpoint_that_declares_nothing_is_found() -> None:
    """The negative control: a toy API with an open door."""
    router = Router()
    toy = NinjaAPI(urls_namespace="toy")

    @router.get("/guarded", auth=Needs("orders:view"))
    def guarded(request: HttpRequest) -> None: ...

    @router.get("/open")
    def unguarded(request: HttpRequest) -> None: ...

    @router.get("/half", auth=[Needs("orders:view"), lambda _request: "anybody"])
    def half_guarded(request: HttpRequest) -> None: ...

    toy.add_router("/toy", router)

    found = {str(endpoint): endpoint.needs for endpoint in endpoints_of(toy)}
    assert found == {"GET /toy/guarded": "orders:view", "GET /toy/open": "", "GET /toy/half": ""}


def test_every_endpoint_is_in_this_matrix() -> None:
    assert set(CALLS) == set(TENANT)


def test_no_list_or_search_tells_of_another_tenant(houses: Houses, web: Web, stamp: Stamp) -> None:
    with enter(houses.alpha.scope):
        rights = tuple(sorted(KEY_CAPABILITIES))
        key = issue_api_key("all", capabilities=rights, stamp=stamp)

    with web.client(houses.alpha.host, key=key.token) as client:
        answers = [
            client.get("/storefront/v1/products", params={"site": SITE, "limit": 200}),
            client.get("/storefront/v1/products", params={"site": SITE, "q": "canary"}),
            client.get("/api/v1/orders", params={"limit": 200}),
            client.get("/api/v1/orders", params={"text": "canary"}),
            client.get("/api/v1/openapi.json"),
        ]

    assert {answer.status_code for answer in answers} == {200}
    assert "canary" not in " ".join(answer.text for answer in answers).lower()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_tenants_key_opens_nothing_at_headquarters(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    with enter(houses.alpha.scope):
        rights = tuple(sorted(KEY_CAPABILITIES))
        key = issue_api_key("all", capabilities=rights, stamp=stamp)

    told = []
    for host in ("localhost", "hq.localhost", houses.alpha.host):
        for token in ("", key.token):
            with web.client(host, key=token) as client:
                told.append((host, call(client, PUBLIC[name], number="x").status_code))

    assert told == [
        *[("localhost", 401)] * 2,
        *[("hq.localhost", 401)] * 2,
        *[(houses.alpha.host, 404)] * 2,
    ]


@pytest.mark.parametrize("name", TENANT)
def test_no_tenants_endpoint_is_served_at_headquarters(
    houses: Houses, web: Web, name: str
) -> None:
    with web.client("hq.localhost", key=houses.alpha.storefront_key) as client:
        answer = call(client, TENANT[name], number=houses.order)

    assert answer.status_code == 404


def test_a_key_for_one_store_reaches_that_store_alone(
    houses: Houses, web: Web, stamp: Stamp
) -> None:
    with enter(houses.alpha.scope):
        key = issue_api_key(
            "S2", capabilities=("checkout:edit",), scope="store:S2", stamp=stamp
        ).token

    with web.client(houses.alpha.host, key=key) as client:
        answers = [
            client.post(
                "/storefront/v1/orders",
                json=cart_json({"APPLE": 1}, store=store),
                headers={"Idempotency-Key": str(new_id())},
            )
            for store in ("S1", None, "S2")
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 201]
