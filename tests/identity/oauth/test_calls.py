"""An access token at the gate of the API."""

import json
from typing import Any

from django.test import Client

from guildhall.identity.models import StaffRole
from guildhall.identity.oauth.operations import uninstall_app
from guildhall.identity.states import Role
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.console.reading import text_of
from tests.factories.apps import Made, code_for, exchange, install, make_app, redeem
from tests.identity.oauth.conftest import HOST, Hire

ORDERS = "/api/v1/orders"


def _call(token: str, *, host: str = HOST, scheme: str = "Bearer") -> Any:
    return Client(headers={"host": host}).get(
        ORDERS, headers={"authorization": f"{scheme} {token}"}
    )


def _token(browser: Client, app: Made, scope: str) -> str:
    told: dict[str, str] = json.loads(
        redeem(HOST, app, code_for(browser, app, scope=scope)).content
    )
    return told["access_token"]


def test_a_token_opens_the_api_as_far_as_its_scope_and_its_company_go(
    clerk: Client, app: Made
) -> None:
    token = _token(clerk, app, "orders:view")
    other = _token(clerk, app, "stock:view openid")

    assert _call(token).status_code == 200
    assert _call(other).status_code == 403
    assert _call(token, host="beta.localhost").status_code == 401
    assert _call(token, scheme="DPoP").status_code == 401
    assert _call(f"{token[:-4]}AAAA").status_code == 401
    assert Client(headers={"host": HOST}).get(ORDERS, {"access_token": token}).status_code == 400


def test_a_token_opens_nothing_once_the_person_took_the_app_out(
    clerk: Client, app: Made, hired: dict[str, Any], stamp: Stamp
) -> None:
    token = _token(clerk, app, "orders:view")
    before = _call(token).status_code

    uninstall_app(app.client_id, user=hired["operations.all@example.com"], stamp=stamp)

    assert (before, _call(token).status_code) == (200, 401)


def test_a_person_sees_the_apps_they_let_in_and_takes_it_back(
    clerk: Client, hire: Hire, app: Made
) -> None:
    token = _token(clerk, app, "orders:view email")
    other = hire(scope="store:S1")
    page = text_of(clerk.get("/oauth/apps"))
    strange = other.post(f"/oauth/apps/{app.client_id}/end").status_code
    before = _call(token).status_code

    clerk.post(f"/oauth/apps/{app.client_id}/end")

    assert "Stock Watch" in page
    assert "See orders and whom they go to" in page
    assert "You have let no app in" in text_of(other.get("/oauth/apps"))
    assert "You have let no app in" in text_of(clerk.get("/oauth/apps"))
    assert (strange, before, _call(token).status_code) == (404, 200, 401)


def test_a_token_does_what_its_person_may_do_now(hire: Hire, app: Made) -> None:
    token = _token(hire(Role.READ_ONLY), app, "orders:view")
    before = _call(token).status_code

    StaffRole.objects.update(role=Role.MARKETING)

    forget_everything()  # as a second does
    assert (before, _call(token).status_code) == (200, 403)


def test_an_opaque_token_and_one_of_an_app_itself_open_the_api_too(
    clerk: Client, inside: Scope
) -> None:
    opaque = make_app("Opaque", token_format="opaque")
    office = make_app("Office", kind="confidential", grant_types=["client_credentials"])
    install(office, "orders:view", scope="store:S1")
    alone = exchange(HOST, office, grant_type="client_credentials", scope="orders:view")

    assert _call(_token(clerk, opaque, "orders:view")).status_code == 200
    assert _call(json.loads(alone.content)["access_token"]).status_code == 200
