"""Whoever has no good key for this host is told so, in one form, and nothing is written."""

from datetime import timedelta

import httpx
import pytest

from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.carts import ORDERS, cart_json
from tests.factories.company import SITE, STOREFRONT, Company
from tests.factories.refused import must_refuse
from tests.harness.processes import Web

LIST = f"/storefront/v1/products?site={SITE}"


@pytest.mark.parametrize("host", ["nobody.localhost", "", "alpha.localhost.evil", "[::1]:80"])
def test_an_unknown_host_is_served_nothing(shop: httpx.Client, host: str) -> None:
    must_refuse(shop.get(LIST, headers={"Host": host}), 404, "tenancy.unknown_host")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "sent",
    [
        b"Bearer",
        b"Basic YTpi",
        b"Bearer gh_x_y",
        b"Bearer gh_000000000000_\xff",
        b"Bearer a b",
    ],
)
def test_a_malformed_credential_is_refused(shop: httpx.Client, sent: bytes) -> None:
    body = cart_json({"APPLE": 1})

    answer = shop.post(ORDERS, json=body, headers={b"Authorization": sent})

    must_refuse(answer, 401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_whoever_sends_no_credential_is_told_which_would_do(shop: httpx.Client) -> None:
    answer = shop.get(LIST, headers={"Authorization": ""})

    must_refuse(answer, 401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_without_the_right_is_told_which_scope_it_lacks(
    company: Company, web: Web, stamp: Stamp
) -> None:
    with enter(company.scope):
        key = issue_api_key("reads orders", capabilities=("orders:view",), stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        answer = client.get(LIST)

    must_refuse(answer, 403, "not_permitted")
    told = 'Bearer error="insufficient_scope", scope="catalog:view"'
    assert answer.headers["WWW-Authenticate"] == told


@pytest.mark.parametrize("query", ["access_token=gh_sk_x", "sku=A&access_token=x"])
def test_a_credential_in_the_address_is_refused(shop: httpx.Client, query: str) -> None:
    must_refuse(shop.get(f"{LIST}&{query}"), 400, "http.two_credentials")


def test_two_credentials_at_once_are_refused(company: Company, shop: httpx.Client) -> None:
    both = f"Bearer {company.storefront_key}, Bearer {company.office_key}"

    must_refuse(shop.get(LIST, headers={"Authorization": both}), 400, "http.two_credentials")


def test_a_key_cut_short_or_with_another_secret_is_refused(
    company: Company, shop: httpx.Client
) -> None:
    good = company.storefront_key
    swapped = good[:20] + good[:19:-1]

    for key in (good[:-1], good + "A", swapped):
        answer = shop.get(LIST, headers={"Authorization": f"Bearer {key}"})
        must_refuse(answer, 401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_an_expired_key_is_refused(company: Company, web: Web, stamp: Stamp) -> None:
    with enter(company.scope):
        past = clock.now() - timedelta(seconds=1)
        key = issue_api_key("old", capabilities=STOREFRONT, expires_at=past, stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        must_refuse(client.get(LIST), 401, "not_signed_in")


def test_a_revoked_key_is_refused(company: Company, web: Web, stamp: Stamp) -> None:
    with enter(company.scope):
        key = issue_api_key("lost", capabilities=STOREFRONT, stamp=stamp)
    with web.client(company.host, key=key.token) as client:
        before = client.get(LIST)
        with enter(company.scope):
            revoke_api_key(key.prefix, stamp=stamp)

        after = client.get(LIST)

    assert before.status_code == 200
    must_refuse(after, 401, "not_signed_in")


def test_a_key_of_another_tenant_is_refused(
    company: Company, scopes: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    with enter(scopes["beta"]):
        key = issue_api_key("beta's", capabilities=STOREFRONT, stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        must_refuse(client.get(LIST), 401, "not_signed_in")
