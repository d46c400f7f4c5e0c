"""Prices over HTTP: from what was seen, once, within one's reach."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.operations import open_channel
from tests.factories.company import Company, standing_company
from tests.harness.processes import Web

APPLE = "/prices/web/APPLE"
RIGHTS = ("prices:view", "prices:edit")


@pytest.fixture(scope="module")
def company(scopes: dict[str, Scope]) -> Iterator[Company]:
    with standing_company(scopes["alpha"]) as alpha:
        with enter(alpha.scope), unit():
            stamp = system_stamp("test", clock.now())
            brand = ("other", "Other")
            open_channel("stall", name="Stall", brand=brand, currency="USD", stamp=stamp)
        yield alpha


def _client(company: Company, web: Web, *rights: str, scope: str = "all") -> httpx.Client:
    with enter(company.scope), unit():
        stamp = system_stamp("test", clock.now())
        terms = KeyTerms(scope=scope)
        key = issue_api_key("prices", capabilities=rights, terms=terms, stamp=stamp)
    return web.client(company.host, key=key.token)


@pytest.fixture(scope="module")
def office(company: Company, web: Web) -> Iterator[httpx.Client]:
    with _client(company, web, *RIGHTS) as client:
        yield client


def _send(client: httpx.Client, method: str, path: str, **told: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id()), **told.pop("headers", {})}
    return client.request(method, f"/api/v1{path}", headers=headers, **told)


def _usd(amount: str, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD", **more}


def _standing(client: httpx.Client, path: str = APPLE, on: str = "") -> dict[str, Any]:
    lines = client.get(f"/api/v1{path}").json()["prices"]
    return next(line for line in lines if line["price_list"] == on)


@pytest.fixture
def listed(office: httpx.Client) -> str:
    code = f"list-{new_id().hex[-10:]}"
    body = {"code": code, "title": "Club", "channel": "web", "currency": "USD"}
    answer = _send(office, "POST", "/price-lists", json={**body, "customer_group": code})
    assert answer.status_code == 201, answer.text
    return code


def test_a_price_is_replaced_only_by_who_saw_it(office: httpx.Client) -> None:
    seen = {"If-Match": f'"{_standing(office)["version"]}"'}

    first = _send(office, "PUT", APPLE, json=_usd("3.0001"), headers=seen)
    second = _send(office, "PUT", APPLE, json=_usd("4.00"), headers=seen)

    assert (first.status_code, first.json()) == (200, {"sku": "APPLE"})
    assert (second.status_code, second.json()["code"]) == (412, "http.changed_meanwhile")
    assert _standing(office)["price"] == _usd("3.0001")


def test_the_same_call_again_changes_a_price_once(office: httpx.Client) -> None:
    key = {"Idempotency-Key": str(new_id())}

    answers = [
        _send(office, "PUT", "/prices/web/BREAD", json=_usd("4.40"), headers=key) for _ in "ab"
    ]
    other = _send(office, "PUT", "/prices/web/BREAD", json=_usd("4.50"), headers=key)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_usd("-1"), "amount"),
        (_usd("1.00001"), "amount"),
        (_usd("1e11"), "amount"),
        ({"amount": "1", "currency": "usd"}, "currency"),
        ({"amount": "1", "currency": "EUR"}, "currency"),
        (_usd("1", valid_from="yesterday"), "valid_from"),
        (_usd("1", valid_from="2020-01-01T00:00:00Z"), "valid_from"),
        (_usd("1", min_quantity="-1"), "min_quantity"),
        (_usd("1", discount="1"), "discount"),
    ],
)
def test_what_is_no_price_is_refused_and_the_field_is_named(
    office: httpx.Client, body: dict[str, Any], field: str
) -> None:
    before = _standing(office, "/prices/web/CHEESE")

    answer = _send(office, "PUT", "/prices/web/CHEESE", json=body)

    assert answer.status_code in {409, 422}, answer.text
    assert field in answer.text
    assert _standing(office, "/prices/web/CHEESE") == before


def test_a_price_to_come_is_shown_and_paid_from_its_moment_on(
    office: httpx.Client, listed: str
) -> None:
    moment = clock.now() + timedelta(days=2)
    _send(office, "PUT", "/prices/web/DATES", json=_usd("5.00", price_list=listed))
    coming = _usd("4.00", price_list=listed, valid_from=moment.isoformat())
    _send(office, "PUT", "/prices/web/DATES", json=coming)

    asked = {"channel": "web", "currency": "USD", "customer_group": listed}
    lines = [{"sku": "DATES", "quantity": "2"}]
    now = _send(office, "POST", "/prices/quotes", json={**asked, "lines": lines}).json()
    later = {**asked, "lines": lines, "at": (moment + timedelta(seconds=1)).isoformat()}
    then = _send(office, "POST", "/prices/quotes", json=later).json()

    assert [each["lines"][0]["price"]["amount"] for each in (now, then)] == ["5.00", "4.00"]
    assert now["lines"][0]["origin"]["list"] == listed


def test_a_price_taken_off_a_list_is_the_channels_again(office: httpx.Client, listed: str) -> None:
    _send(office, "PUT", "/prices/web/EGGS", json=_usd("1.00", price_list=listed))
    gone = {"params": {"price_list": listed}}

    ended = _send(office, "DELETE", "/prices/web/EGGS", **gone)
    again = _send(office, "DELETE", "/prices/web/EGGS", **gone)

    assert (ended.status_code, again.status_code) == (200, 404)
    lines = office.get("/api/v1/prices/web/EGGS").json()["prices"]
    assert [line["price_list"] for line in lines] == [""]


def test_of_many_changes_each_is_answered_for_itself(office: httpx.Client) -> None:
    place = {"channel": "web"}
    stale = _usd("9.00", sku="CHEESE", version="000000000000-1", **place)
    wanted = [_usd("3.10", sku="CHEESE", **place), _usd("3.20", sku="NOTHING", **place), stale]

    answer = _send(office, "POST", "/prices/bulk-change", json={"prices": wanted})

    assert answer.status_code == 207
    assert [each["status"] for each in answer.json()["results"]] == [200, 404, 412]


@pytest.mark.parametrize("path", ["/prices/stall/APPLE", "/prices/web/APPLE"])
def test_a_key_of_one_channel_changes_prices_there_alone(
    company: Company, web: Web, path: str
) -> None:
    with _client(company, web, *RIGHTS, scope="channel:stall") as client:
        told = _send(client, "PUT", path, json=_usd("7.77"))
        seen = client.get(f"/api/v1{path}")

    assert {told.status_code, seen.status_code} == ({200} if "stall" in path else {403})


def test_who_may_look_may_not_change(company: Company, web: Web) -> None:
    with _client(company, web, "prices:view", "catalog:edit") as client:
        told = _send(client, "PUT", APPLE, json=_usd("7.77"))

    assert (told.status_code, told.json()["facts"]) == (403, {"permission": "prices:edit"})


def test_a_list_is_changed_by_who_saw_it_last(office: httpx.Client, listed: str) -> None:
    path = f"/price-lists/{listed}"
    shown = office.get(f"/api/v1{path}")
    seen = {"If-Match": shown.headers["ETag"]}
    body = {"title": "Members", "customer_group": listed, "active": False}

    first = _send(office, "PUT", path, json=body, headers=seen)
    second = _send(office, "PUT", path, json={**body, "active": True}, headers=seen)

    assert (first.json()["active"], second.status_code) == (False, 412)
    unread = office.get(f"/api/v1{path}", headers={"If-None-Match": first.headers.get("ETag", "")})
    assert unread.json()["title"] == "Members"
    found = office.get("/api/v1/price-lists", params={"customer_group": listed}).json()["items"]
    assert [(each["code"], each["active"]) for each in found] == [(listed, False)]


def test_a_strategy_is_tried_run_and_applied(office: httpx.Client, listed: str) -> None:
    costs = [_usd("2.00", sku="APPLE"), _usd("1.00", sku="BREAD")]
    noted = _send(office, "POST", "/costs", json={"costs": costs}).json()["changed"]
    steps = [{"kind": "percent", "value": "50"}]
    draft = {"title": "Half more", "price_list": listed, "basis": "standard", "steps": steps}

    tried = _send(office, "POST", f"/price-strategies/{listed}/preview", json=draft).json()
    kept = _send(office, "PUT", f"/price-strategies/{listed}", json=draft)
    run = _send(office, "POST", f"/price-strategies/{listed}/runs", json={})
    path = f"/price-proposals/{run.json()['id']}"
    lines = office.get(f"/api/v1{path}/prices").json()["items"]
    done = _send(office, "POST", f"{path}/application")
    again = _send(office, "POST", f"{path}/application")

    assert (noted, kept.status_code, run.status_code, run.json()["lines"]) == (2, 200, 201, 2)
    assert {each["sku"]: each["after"] for each in tried["lines"] if each["after"]} == {
        each["sku"]: each["after"] for each in lines
    }
    assert (done.status_code, done.json()) == (200, {"written": 2, "left_out": 0})
    assert (again.status_code, again.json()["code"]) == (409, "states.move_not_allowed")
    standing = _standing(office, on=listed)
    assert (standing["price"], standing["source"]) == (_usd("3.00"), "strategy")


def test_a_rate_of_tax_holds_from_its_day_on(office: httpx.Client) -> None:
    code = f"t-{new_id().hex[-8:]}"
    made = _send(office, "PUT", f"/tax-classes/{code}", json={"title": "Food"})
    rate = {"valid_from": "2026-01-01", "rate": "0.05"}
    _send(office, "PUT", f"/tax-classes/{code}/rates", json=rate)
    moved = _send(office, "POST", f"/tax-classes/{code}/products", json={"products": ["CHEESE"]})
    wrong = _send(office, "PUT", f"/tax-classes/{code}/rates", json={**rate, "rate": "1.5"})

    asked = {"channel": "web", "currency": "USD", "lines": [{"sku": "CHEESE", "quantity": "1"}]}
    quoted = _send(office, "POST", "/prices/quotes", json=asked).json()["lines"][0]

    assert (made.status_code, moved.json(), wrong.status_code) == (200, {"changed": 1}, 422)
    assert quoted["tax_rate"] == "0.05"


def test_what_a_currency_was_worth_is_noted_once(office: httpx.Client, stamp: Stamp) -> None:
    rate = {"base": "EUR", "quote": "USD", "day": stamp.at.date().isoformat(), "rate": "1.0912"}
    body = {"source": "bank", "rates": [rate]}

    changed = [_send(office, "POST", "/exchange-rates", json=body).json()["changed"] for _ in "ab"]
    wrong = _send(office, "POST", "/exchange-rates", json={**body, "rates": [{**rate, "rate": 0}]})

    assert (changed, wrong.status_code) == ([1, 0], 422)
    (found,) = office.get("/api/v1/exchange-rates", params={"source": "bank"}).json()["items"]
    assert (found["base"], found["rate"]) == ("EUR", "1.0912")
