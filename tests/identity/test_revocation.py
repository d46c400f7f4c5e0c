"""A key taken back stops working within a second, in processes that have cached it."""

import time
from pathlib import Path

import httpx

from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import SITE, STOREFRONT, make_company
from tests.harness.processes import web_server

PRODUCTS = f"/storefront/v1/products?site={SITE}"


def test_no_call_begun_a_second_after_a_revocation_is_answered(
    committed: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    with enter(committed["alpha"]):
        company = make_company()
        key = issue_api_key("lost", capabilities=STOREFRONT, stamp=stamp)

    with (
        web_server(tmp_path, GUILDHALL_EPOCH_CHECK_SECONDS="0.5") as web,
        web.client(company.host, key=key.token) as client,
    ):
        cached = client.get(PRODUCTS)
        with enter(committed["alpha"]):
            revoke_api_key(key.prefix, stamp=stamp)
        revoked = time.monotonic()

        last = _last_call_answered(client)

    assert cached.status_code == 200
    assert last - revoked < 1.0


def _last_call_answered(client: httpx.Client) -> float:
    """Return when the last call began that was not refused."""
    last = begun = time.monotonic()
    while client.get(PRODUCTS).status_code == 200:
        last, begun = begun, time.monotonic()
    return last
