"""One key, one effect: in parallel, after a refusal, and across the death of a server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import LiteralString

import httpx
import pytest

from guildhall.identity.operations import issue_api_key
from guildhall.inventory.operations import receive_stock
from guildhall.inventory.types import NewStock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.carts import OFFICE, ORDERS, cart_json, send_cart
from tests.factories.company import STOREFRONT, Company, make_company
from tests.harness.counts import row_counts, rows_in
from tests.harness.crowds import crowd
from tests.harness.owner import as_owner, ask_owner
from tests.harness.processes import Web, wait_until, web_server
from tests.harness.sizes import size_of

REPLAYED = "Idempotency-Replayed"
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


@pytest.fixture
def company(committed: dict[str, Scope]) -> Company:
    with enter(committed["alpha"]):
        return make_company(stock=Decimal(10))


@pytest.fixture
def shop(company: Company, web: Web) -> Iterator[httpx.Client]:
    with web.client(company.host, key=company.storefront_key) as client:
        yield client


def test_one_key_sent_in_parallel_makes_one_order(company: Company, web: Web) -> None:
    calls = size_of("one_key", small=50, soak=1_000)

    def place(_number: int, _random: object) -> httpx.Response:
        with web.client(company.host, key=company.storefront_key) as client:
            return send_cart(client, {"APPLE": 1}, key="same")

    answers = crowd(calls, place)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum(answer.headers.get(REPLAYED) == "true" for answer in answers) == calls - 1
    assert row_counts(company.scope)["orders_order"] == 1


def test_another_body_under_the_same_key_is_refused(company: Company, shop: httpx.Client) -> None:
    send_cart(shop, {"APPLE": 1}, key="same")

    other = send_cart(shop, {"APPLE": 2}, key="same")

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency.key_reused"
    assert row_counts(company.scope)["orders_order"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "k" * 256},
        {"Idempotency-Key": "tab\there"},
        {"Idempotency-Key": "ключ".encode()},
    ],
    ids=["missing", "empty", "too-long", "control", "not-ascii"],
)
def test_a_call_without_a_good_key_is_refused(
    company: Company, shop: httpx.Client, headers: dict[str, str]
) -> None:
    answer = shop.post(ORDERS, json=cart_json({"APPLE": 1}), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency.key_missing"
    assert row_counts(company.scope)["orders_order"] == 0


def test_a_key_of_255_characters_is_good(shop: httpx.Client) -> None:
    answer = send_cart(shop, {"APPLE": 1}, key="k" * 255)

    assert answer.status_code == 201, answer.text


def test_a_refusal_is_not_kept_under_its_key(
    company: Company, shop: httpx.Client, stamp: Stamp
) -> None:
    refused = send_cart(shop, {"APPLE": 11}, key="again")
    with enter(company.scope):
        more = [NewStock(company.variants["APPLE"], "APPLE", Decimal(1))]
        receive_stock("S1", lines=more, reference="late", stamp=stamp)

    taken = send_cart(shop, {"APPLE": 11}, key="again")

    assert refused.json()["code"] == "inventory.out_of_stock"
    assert taken.status_code == 201
    assert REPLAYED not in taken.headers


def test_keys_of_two_callers_do_not_meet(company: Company, web: Web, stamp: Stamp) -> None:
    with enter(company.scope):
        other = issue_api_key("other shop", capabilities=STOREFRONT, stamp=stamp)

    with (
        web.client(company.host, key=company.storefront_key) as one,
        web.client(company.host, key=other.token) as two,
    ):
        answers = [send_cart(client, {"APPLE": 1}, key="same") for client in (one, two)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] != answers[1].json()["number"]


def test_keys_of_two_addresses_do_not_meet(company: Company, web: Web) -> None:
    with web.client(company.host, key=company.storefront_key) as shop:
        number = send_cart(shop, {"APPLE": 1}, key="same").json()["number"]
    headers = {"Idempotency-Key": "same"}

    with web.client(company.host, key=company.office_key) as office:
        confirmed = office.post(f"{OFFICE}/{number}/confirmation", headers=headers)
        shipped = office.post(f"{OFFICE}/{number}/shipment", headers=headers)
        again = office.post(f"{OFFICE}/{number}/shipment", headers=headers)

    assert confirmed.json()["state"] == "confirmed"
    assert shipped.json()["fulfillment_state"] == "fulfilled"
    assert again.content == shipped.content
    assert again.headers[REPLAYED] == "true"


def test_a_second_caller_waits_for_the_first_and_gets_its_answer(
    company: Company, shop: httpx.Client
) -> None:
    with ThreadPoolExecutor(2) as threads:
        with _locked(company, "SELECT 1 FROM inventory_stocklevel FOR UPDATE"):
            first = threads.submit(send_cart, shop, {"APPLE": 1}, key="slow")
            wait_until(lambda: ask_owner(WAITING) == 1, what="the first call to wait for stock")
            second = threads.submit(send_cart, shop, {"APPLE": 1}, key="slow")
            wait_until(lambda: ask_owner(WAITING) == 2, what="the second call to wait")
        answers = [first.result(), second.result()]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert [answer.headers.get(REPLAYED) for answer in answers] == [None, "true"]


def test_a_second_caller_who_waits_too_long_is_told_to_come_again(
    company: Company, shop: httpx.Client
) -> None:
    principal = f"key:{company.storefront_key.split('_')[2]}"
    claim = """
        INSERT INTO kernel_idempotencykey (id, principal, method, path, key, body_hash)
        VALUES (gen_random_uuid(), %s, 'POST', %s, 'slow', '')
    """

    with _locked(company, claim, principal, ORDERS):
        refused = send_cart(shop, {"APPLE": 1}, key="slow")
    taken = send_cart(shop, {"APPLE": 1}, key="slow")

    assert refused.status_code == 409
    assert refused.json()["code"] == "idempotency.in_progress"
    assert refused.headers["Retry-After"] == "1"
    assert taken.status_code == 201


@pytest.mark.faults
def test_an_order_whose_answer_was_killed_is_answered_by_the_next_server(
    company: Company, web: Web, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    held = web_server(
        tmp_path, target="tests.harness.held_answers:application", GUILDHALL_TEST_GATE=str(gate)
    )

    with (
        held as doomed,
        doomed.client(company.host, key=company.storefront_key) as client,
        ThreadPoolExecutor(1) as threads,
    ):
        call = threads.submit(send_cart, client, {"APPLE": 1}, key="killed")
        wait_until(lambda: len(_numbers(company)) == 1, what="the order to be committed")
        assert not call.done()
        doomed.process.kill()
        lost = call.exception()
    with web.client(company.host, key=company.storefront_key) as client:
        replayed = send_cart(client, {"APPLE": 1}, key="killed")

    assert isinstance(lost, httpx.TransportError)
    assert replayed.status_code == 201
    assert replayed.headers[REPLAYED] == "true"
    assert [replayed.json()["number"]] == _numbers(company)


def _numbers(company: Company) -> list[str]:
    return [number for (number,) in rows_in(company.scope, "SELECT number FROM orders_order")]


@contextmanager
def _locked(company: Company, statement: LiteralString, *values: object) -> Iterator[None]:
    """Hold what a statement locks, in a transaction of a connection of its own."""
    with as_owner(company.scope) as connection, connection.transaction(force_rollback=True):
        connection.execute(statement, values)
        yield
