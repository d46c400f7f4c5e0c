"""How fast APIs may be called, through real web servers: by address, by key, by company."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from guildhall.config.gate import ADDRESS_RATE
from guildhall.config.local.embedded import running
from guildhall.config.local.valkey import Valkey
from guildhall.config.rates import GUESS_COST
from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import KeyTerms
from guildhall.kernel.bulk import COST
from guildhall.kernel.rates import Bucket, charge, take
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import SITE, STOREFRONT, Company, make_company
from tests.factories.plans import on_plan
from tests.factories.refused import must_refuse
from tests.harness.processes import Web, web_server

LIST = f"/storefront/v1/products?site={SITE}"
BULK = "/api/v1/orders/bulk-confirmation"
NEAR = {"X-Forwarded-For": "198.51.100.7"}
FAR = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Company:
    with enter(committed["alpha"]):
        return make_company(stamp=stamp)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, scopes: dict[str, Scope]) -> Iterator[Web]:
    """Run a web server that stands behind a proxy of ours."""
    folder = tmp_path_factory.mktemp("behind")
    with web_server(folder, GUILDHALL_TRUSTED_PROXIES="1") as web:
        yield web


@pytest.mark.parametrize(
    ("address", "line"),
    [("198.51.100.7", "198.51.100.7"), ("2001:db8:0:7::9", "2001:db8:0:7::/64")],
)
def test_a_wrong_key_costs_its_address_or_ipv6_network_many_calls(
    company: Company, behind: Web, address: str, line: str
) -> None:
    with behind.client(company.host, key="gh_sk_guessed") as guesser:
        guess = guesser.get(LIST, headers={"X-Forwarded-For": address})

    with enter(company.scope):
        left = take(Bucket("address", line, ADDRESS_RATE)).remaining
    assert guess.status_code == 401
    assert ADDRESS_RATE - GUESS_COST - 2 <= left < ADDRESS_RATE - 2


def test_whoever_has_guessed_too_often_is_not_even_asked_who_it_is(
    company: Company, behind: Web
) -> None:
    with enter(company.scope):
        bucket = Bucket("address", NEAR["X-Forwarded-For"], ADDRESS_RATE)
        for _ in range(2 * ADDRESS_RATE // GUESS_COST):
            charge(bucket, cost=GUESS_COST)

    with behind.client(company.host, key=company.storefront_key) as client:
        near, far = client.get(LIST, headers=NEAR), client.get(LIST, headers=FAR)

    must_refuse(near, 429, "rates.too_fast")
    assert int(near.headers["Retry-After"]) > 30
    assert far.status_code == 200


def test_a_key_with_a_rate_of_its_own_has_fewer_calls_than_the_plan(
    company: Company, web: Web, stamp: Stamp
) -> None:
    with enter(company.scope):
        terms = KeyTerms(rate=2)
        key = issue_api_key("slow", capabilities=STOREFRONT, terms=terms, stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        answers = [client.get(LIST) for _ in range(3)]
    with web.client(company.host, key=company.storefront_key) as client:
        other = client.get(LIST)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    must_refuse(answers[-1], 429, "rates.too_fast")
    assert answers[0].headers["RateLimit-Policy"] == '"key";q=2;w=60'
    assert other.status_code == 200


def test_a_call_about_many_things_takes_more_from_a_bucket(
    company: Company, web: Web, stamp: Stamp
) -> None:
    with enter(company.scope):
        terms = KeyTerms(rate=COST + 2)
        key = issue_api_key("bulk", capabilities=("orders:edit",), terms=terms, stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        first, second = (
            client.post(BULK, json={"numbers": ["ORD-1"]}, headers={"Idempotency-Key": name})
            for name in ("a", "b")
        )

    assert first.status_code == 207
    assert first.headers["RateLimit-Remaining"] == "2"
    must_refuse(second, 429, "rates.too_fast")


def test_a_noisy_company_does_not_starve_another(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    with on_plan(committed["alpha"], limits={"api_rate": 10}) as noisy:
        with enter(noisy):
            loud = make_company(stamp=stamp)
        with enter(committed["beta"]):
            quiet = make_company(stamp=stamp)

        with (
            web.client(loud.host, key=loud.storefront_key) as shouting,
            web.client(quiet.host, key=quiet.storefront_key) as speaking,
        ):
            calls = [(shouting.get(LIST), speaking.get(LIST)) for _ in range(30)]

    assert sum(loud.status_code == 200 for loud, _ in calls) <= 11
    assert {quiet.status_code for _, quiet in calls} == {200}


def test_when_redis_has_stopped_apis_go_on_and_are_still_limited(
    committed: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", "guess-me", fsync=False)
    with ExitStack() as up, on_plan(committed["alpha"], limits={"api_rate": 5}) as scope:
        port = up.enter_context(running(valkey, tmp_path))
        with enter(scope):
            company = make_company(stamp=stamp)
        with (
            web_server(tmp_path, REDIS_URL=valkey.url(port)) as web,
            web.client(company.host, key=company.storefront_key) as client,
        ):
            before = client.get(LIST)
            up.close()
            after = [client.get(LIST) for _ in range(7)]

    assert before.headers["RateLimit-Remaining"] == "4"
    assert [answer.status_code for answer in after] == [200] * 5 + [429] * 2
    must_refuse(after[-1], 429, "plan.rate_exceeded")


def test_a_call_answered_from_memory_counts_as_the_call_that_it_spares(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    with on_plan(committed["alpha"], limits={"api_rate": 5}) as scope:
        with enter(scope):
            company = make_company(stamp=stamp)

        with web.client(company.host, key=company.storefront_key) as client:
            answers: list[httpx.Response] = [client.get(LIST) for _ in range(3)]

    left = [answer.headers["RateLimit-Remaining"] for answer in answers]
    assert left == ["4", "3", "2"]
