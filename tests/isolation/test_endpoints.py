"""Every endpoint × every wrong credential: refused, nothing written, nothing of others told.

The endpoints are read from the APIs. A new one fails here until it declares what it needs
and says below how it is called.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.http import HttpRequest
from ninja import NinjaAPI, Router

from guildhall.config.api import public_api, tenant_api
from guildhall.identity.operations import issue_api_key, revoke_api_key
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
from tests.harness.counts import row_counts
from tests.harness.processes import Web
from tests.isolation.calls import CALLS, call, status_of
from tests.isolation.endpoints import endpoints_of

CANARY = "CANARY"
TENANT = {str(endpoint): endpoint for endpoint in endpoints_of(tenant_api)}
PUBLIC = {str(endpoint): endpoint for endpoint in endpoints_of(public_api)}


every_endpoint = pytest.mark.parametrize("name", TENANT)


@dataclass(frozen=True, slots=True)
class Houses:
    """Alpha, at whose door we stand, and beta, of which nothing may be seen."""

    alpha: Company
    beta: Company
    order: str
    other_order: str

    def counts(self) -> list[dict[str, int]]:
        return [row_counts(company.scope) for company in (self.alpha, self.beta)]


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
            orders = [place_order(cart, stamp=stamp) for _ in range(50)]
        yield Houses(alpha, beta, order.row.number, orders[-1].row.number)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A credential that opens nothing here, and the answers that it may get."""

    token: str
    statuses: frozenset[int]


def _wrong_credentials(houses: Houses, needs: str, stamp: Stamp) -> dict[str, Wrong]:
    past = clock.now() - timedelta(seconds=1)
    with enter(houses.alpha.scope):
        all_rights = tuple(sorted(KEY_CAPABILITIES))
        others = tuple(sorted(KEY_CAPABILITIES - {needs}))
        revoked = issue_api_key("revoked", capabilities=all_rights, stamp=stamp)
        revoke_api_key(revoked.prefix, stamp=stamp)
        issued = {
            "expired": issue_api_key(
                "expired", capabilities=all_rights, expires_at=past, stamp=stamp
            ),
            "without the right": issue_api_key("others", capabilities=others, stamp=stamp),
            "for another channel": issue_api_key(
                "elsewhere", capabilities=all_rights, scope="channel:elsewhere", stamp=stamp
            ),
        }
    with enter(houses.beta.scope):
        theirs = issue_api_key("theirs", capabilities=all_rights, stamp=stamp)
    nobody, stranger = frozenset({401}), frozenset({403})
    return {
        "none": Wrong("", nobody),
        "another tenant's": Wrong(theirs.token, nobody),
        "revoked": Wrong(revoked.token, nobody),
        "expired": Wrong(issued["expired"].token, nobody),
        "without the right": Wrong(issued["without the right"].token, stranger),
        "for another channel": Wrong(issued["for another channel"].token, stranger),
    }


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


@every_endpoint
def test_the_right_credential_opens_the_door(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    """Otherwise the refusals below would prove nothing."""
    endpoint = TENANT[name]
    with enter(houses.alpha.scope):
        key = issue_api_key("right", capabilities=(endpoint.needs,), stamp=stamp)
        order = place_order(make_cart(houses.alpha, {"APPLE": 1}), stamp=stamp)
        CALLS[name].prepare(order.row.number, stamp)

    with web.client(houses.alpha.host, key=key.token) as client:
        answer = call(client, endpoint, number=order.row.number)

    assert status_of(answer) in {200, 201}, answer.text
    assert CANARY.lower() not in answer.text.lower()


@every_endpoint
def test_a_wrong_credential_opens_nothing(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    endpoint = TENANT[name]
    wrong = _wrong_credentials(houses, endpoint.needs, stamp)
    before = houses.counts()

    told = {}
    for kind, credential in wrong.items():
        with web.client(houses.alpha.host, key=credential.token) as client:
            told[kind] = [
                call(client, endpoint, number=houses.order),
                call(client, endpoint, number=houses.other_order, sku=CANARY),
            ]

    allowed = {kind: credential.statuses | {404} for kind, credential in wrong.items()}
    got = {kind: {status_of(answer) for answer in answers} for kind, answers in told.items()}
    assert {kind: got[kind] - allowed[kind] for kind in got} == {kind: set() for kind in wrong}
    assert all(got[kind] & wrong[kind].statuses for kind in wrong), got
    assert houses.counts() == before
    texts = " ".join(answer.text.lower() for answers in told.values() for answer in answers)
    assert "apple of the house" not in texts
    assert "canary@" not in texts
    assert "canary of the house" not in texts


@pytest.mark.parametrize("name", [name for name in TENANT if "{" in name])
def test_what_another_tenant_has_is_not_there(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    """With every right that a key of alpha can have, beta's orders and products are unknown."""
    with enter(houses.alpha.scope):
        rights = tuple(sorted(KEY_CAPABILITIES))
        key = issue_api_key("all", capabilities=rights, stamp=stamp)
    before = houses.counts()

    with web.client(houses.alpha.host, key=key.token) as client:
        answer = call(client, TENANT[name], number=houses.other_order, sku=CANARY)

    assert answer.status_code == 404, answer.text
    assert houses.counts() == before


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
