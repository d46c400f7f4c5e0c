"""A call that names a version acts on that version or not at all."""

import httpx
import pytest
from django.test import RequestFactory

from guildhall.kernel.conditions import (
    WHATEVER,
    ChangedMeanwhile,
    ConditionMissing,
    Expected,
    expected_of,
)
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.conventions.conftest import Houses
from tests.factories.company import make_order


def post(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    return client.post(path, headers={"Idempotency-Key": str(new_id()), **headers})


@pytest.fixture
def order(houses: Houses, stamp: Stamp) -> str:
    with enter(houses.alpha.scope):
        return f"/api/v1/orders/{make_order(houses.alpha, stamp=stamp).row.number}"


def test_an_order_changes_for_whoever_saw_it_as_it_is(office: httpx.Client, order: str) -> None:
    seen = office.get(order).headers["ETag"]

    answer = post(office, f"{order}/confirmation", **{"If-Match": seen})

    assert answer.status_code == 200
    assert office.get(order).headers["ETag"] != seen


def test_an_order_that_changed_meanwhile_stays_as_it_is(office: httpx.Client, order: str) -> None:
    seen = office.get(order).headers["ETag"]
    post(office, f"{order}/confirmation")

    answer = post(office, f"{order}/shipment", **{"If-Match": seen})

    assert (answer.status_code, answer.json()["code"]) == (412, "http.changed_meanwhile")
    assert office.get(order).json()["fulfillment_state"] == "unfulfilled"


def test_one_of_two_who_saw_the_same_is_told(office: httpx.Client, order: str) -> None:
    seen = office.get(order).headers["ETag"]

    told = [post(office, f"{order}/confirmation", **{"If-Match": seen}) for _ in range(2)]

    assert [answer.status_code for answer in told] == [200, 412]


def test_an_answer_that_is_known_is_not_sent_again(office: httpx.Client, order: str) -> None:
    seen = office.get(order).headers["ETag"]

    again = office.get(order, headers={"If-None-Match": f'"other", {seen}'})
    post(office, f"{order}/confirmation")
    changed = office.get(order, headers={"If-None-Match": seen})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.json()["state"]) == (200, "confirmed")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ('"v2"', "taken"),
        ('"v1", "v2"', "taken"),
        ("*", "taken"),
        ('W/"v2"', "refused"),
        ('"v1"', "refused"),
        ("v2", "refused"),
        ("", "refused"),
    ],
)
def test_a_version_fits_exactly_or_not_at_all(sent: str, told: str) -> None:
    expected = expected_of(RequestFactory().post("/", headers={"If-Match": sent}))

    assert _asked(expected, "v2") == told


def test_where_a_version_must_be_named_silence_is_refused() -> None:
    request = RequestFactory().patch("/")

    assert expected_of(request) is WHATEVER
    with pytest.raises(ConditionMissing):
        expected_of(request, required=True)


def _asked(expected: Expected, version: str) -> str:
    try:
        expected.must_be(version)
    except ChangedMeanwhile:
        return "refused"
    return "taken"
