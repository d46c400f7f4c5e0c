"""Limits over HTTP: refusals that say how to get more, rates that say when, usage for programs."""

from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings
from redis import Redis

from guildhall.identity.operations import issue_api_key
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.plans.operations import count_use
from tests.factories.carts import cart_json
from tests.factories.company import Company, make_company
from tests.factories.plans import on_plan
from tests.factories.refused import must_refuse
from tests.harness.processes import Web

USAGE = "/api/v1/account/usage"


@pytest.fixture
def rated(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Alpha on a plan of five calls a minute."""
    with on_plan(committed["alpha"], limits={"api_rate": 5}) as scope, enter(scope):
        yield make_company(stamp=stamp)


def test_an_order_above_the_plan_is_refused_with_what_to_do(
    tight: Company, web: Web, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        count_use(tight.scope.tenant_id, meter="orders", by=10, stamp=stamp)

    with web.client(tight.host, key=tight.storefront_key) as client:
        answer = client.post(
            "/storefront/v1/orders",
            json=cart_json({"APPLE": 1}),
            headers={"Idempotency-Key": "above"},
        )

    must_refuse(answer, 402, "plan.limit_reached")
    assert answer.json()["facts"] == {
        "limit": 10,
        "used": 10,
        "name": "orders",
        "upgrade": "/company/plan",
    }


def test_a_refusal_is_told_in_chinese_with_its_words_translated(
    tight: Company, web: Web, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        count_use(tight.scope.tenant_id, meter="orders", by=10, stamp=stamp)

    with web.client(tight.host, key=tight.storefront_key) as client:
        answer = client.post(
            "/storefront/v1/orders",
            json=cart_json({"APPLE": 1}),
            headers={"Idempotency-Key": "above", "Accept-Language": "zh-CN"},
        )

    assert answer.headers["Content-Language"] == "zh-hans"
    assert "{" not in answer.json()["detail"]


def test_a_program_reads_what_is_used(tight: Company, web: Web, stamp: Stamp) -> None:
    key = issue_api_key("usage", capabilities=("account:view",), stamp=stamp)
    with enter(PLATFORM):
        count_use(tight.scope.tenant_id, meter="orders", by=8, stamp=stamp)

    with web.client(tight.host, key=key.token) as client:
        told = client.get(USAGE).json()

    uses = {use["name"]: (use["used"], use["limit"], use["level"]) for use in told["uses"]}
    assert (told["plan"], told["state"], told["api_rate"]) == ("tight", "trial", None)
    assert uses["products"] == (5, 6, "near")
    assert uses["orders"] == (8, 10, "near")
    assert uses["api_keys"] == (3, None, "free")


def test_calls_above_the_rate_are_told_when_to_come_back(rated: Company, web: Web) -> None:
    with web.client(rated.host, key=rated.storefront_key) as client:
        answers = [client.get("/storefront/v1/products?site=101") for _ in range(7)]
    with web.client(rated.host, key=rated.office_key) as client:
        other = client.get("/api/v1/orders")

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    left = [answer.headers["RateLimit-Remaining"] for answer in answers]
    assert left == ["4", "3", "2", "1", "0", "0", "0"]
    must_refuse(answers[-1], 429, "plan.rate_exceeded")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 12
    assert answers[-1].headers["RateLimit-Limit"] == "5"
    assert "Retry-After" not in answers[0].headers
    # The back office has a bucket of its own.
    assert (other.status_code, other.headers["RateLimit-Remaining"]) == (200, "4")


def test_pages_have_no_rate(rated: Company, web: Web) -> None:
    with web.client(rated.host) as client:
        answers = [client.get("/accounts/login/") for _ in range(7)]

    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit-Limit" in answer.headers for answer in answers)


def test_a_plan_without_a_rate_asks_redis_nothing(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    with enter(committed["beta"]):
        company = make_company(stamp=stamp)

    with web.client(company.host, key=company.storefront_key) as client:
        answer: httpx.Response = client.get("/storefront/v1/products?site=101")

    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer.headers
    kept = Redis.from_url(settings.REDIS_URL).keys("guildhall:rate:*")
    assert kept == []
