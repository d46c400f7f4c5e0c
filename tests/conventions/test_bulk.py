"""Many in one call: each by itself, each once, each with its own result."""

from typing import Any

import httpx
import pytest

from guildhall.kernel.bulk import MOST
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.conventions.conftest import Houses
from tests.factories.company import make_order
from tests.harness.counts import row_counts
from tests.harness.crowds import crowd
from tests.harness.processes import Web

BULK = "/api/v1/orders/bulk-confirmation"


def confirm(client: httpx.Client, numbers: list[Any], key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key or str(new_id())}
    return client.post(BULK, json={"numbers": numbers}, headers=headers)


@pytest.fixture
def numbers(houses: Houses, stamp: Stamp) -> list[str]:
    with enter(houses.alpha.scope):
        return [make_order(houses.alpha, stamp=stamp).row.number for _ in range(3)]


def test_each_is_done_by_itself(office: httpx.Client, numbers: list[str]) -> None:
    confirm(office, [numbers[1]])

    answer = confirm(office, [numbers[0], numbers[1], "ORD-0", numbers[2]])

    assert answer.status_code == 207
    told = [(each["item"], each["status"]) for each in answer.json()["results"]]
    assert told == [(numbers[0], 200), (numbers[1], 409), ("ORD-0", 404), (numbers[2], 200)]
    states = [office.get(f"/api/v1/orders/{number}").json()["state"] for number in numbers]
    assert states == ["confirmed"] * 3


def test_a_refused_item_says_what_its_own_call_would_say(
    office: httpx.Client, numbers: list[str]
) -> None:
    refused = confirm(office, ["ORD-0"]).json()["results"][0]["problem"]
    alone = office.post(
        "/api/v1/orders/ORD-0/confirmation", headers={"Idempotency-Key": str(new_id())}
    ).json()

    told_apart = {"instance", "request_id"}
    assert {k: v for k, v in refused.items() if k not in told_apart} == {
        k: v for k, v in alone.items() if k not in told_apart
    }


def test_where_all_went_well_the_call_did(office: httpx.Client, numbers: list[str]) -> None:
    answer = confirm(office, numbers)

    assert answer.status_code == 200
    assert [each["result"]["number"] for each in answer.json()["results"]] == numbers


def test_the_same_call_again_does_what_is_left(office: httpx.Client, numbers: list[str]) -> None:
    confirm(office, numbers[:2], "again")

    answer = confirm(office, numbers, "again")

    assert answer.status_code == 200
    assert [each["replayed"] for each in answer.json()["results"]] == [True, True, False]


def test_many_at_once_with_one_key_do_each_item_once(
    houses: Houses, web: Web, numbers: list[str]
) -> None:
    before = row_counts(houses.alpha.scope)["kernel_fact"]

    def send(_number: int, _random: object) -> httpx.Response:
        with web.client(houses.alpha.host, key=houses.alpha.office_key) as client:
            return confirm(client, numbers, "crowd")

    answers = crowd(12, send)

    assert {answer.status_code for answer in answers} == {200}
    assert sum(not each["replayed"] for a in answers for each in a.json()["results"]) == 3
    assert row_counts(houses.alpha.scope)["kernel_fact"] - before == len(numbers)


def test_what_is_named_twice_is_done_once(office: httpx.Client, numbers: list[str]) -> None:
    assert len(confirm(office, [numbers[0]] * 5).json()["results"]) == 1


@pytest.mark.parametrize("wrong", [[], ["ORD-1"] * (MOST + 1), [""], ["A" * 33], [None]])
def test_a_call_that_is_too_large_or_empty_does_nothing(
    office: httpx.Client, wrong: list[Any]
) -> None:
    assert confirm(office, wrong).status_code == 422


def test_without_a_key_nothing_is_done(office: httpx.Client, numbers: list[str]) -> None:
    answer = office.post(BULK, json={"numbers": numbers})

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_missing")
    assert office.get(f"/api/v1/orders/{numbers[0]}").json()["state"] == "placed"
