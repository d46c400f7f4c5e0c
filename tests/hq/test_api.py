"""The figures' API, with a key of the public schema or a session of HQ."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.operations import issue_api_key
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.hq.conftest import HOST, SignIn
from tests.hq.selling import deliver_all, group_id, open_shop, sell

type Scopes = dict[str, Scope]
type WithKey = Callable[..., Client]

FIGURES = "/hq/v1/figures"


@pytest.fixture
def with_key(committed: Scopes, stamp: Stamp) -> WithKey:
    def client(group: str, *capabilities: str) -> Client:
        with enter(PLATFORM):
            key = issue_api_key(
                "planning",
                capabilities=capabilities or ("figures:view",),
                scope=f"group:{group_id(group)}",
                stamp=stamp,
            )
        return Client(headers={"host": HOST, "authorization": f"Bearer {key.token}"})

    return client


def test_a_program_reads_its_groups_figures(
    committed: Scopes, with_key: WithKey, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 2, stamp=stamp)
    deliver_all(shop.scope)
    day = stamp.at.date().isoformat()

    answer = with_key("north").get(FIGURES, {"group": "north", "since": day, "until": day})

    told = answer.json()
    assert answer.status_code == 200, told
    assert told["total"] == {
        "orders": 2,
        "canceled_orders": 0,
        "shipped_orders": 0,
        "units": "4",
        "revenue": {"amount": "10.00", "currency": "USD"},
        "average_order": {"amount": "5.00", "currency": "USD"},
    }
    assert [company["slug"] for company in told["companies"]] == ["alpha", "beta"]
    assert [(sold["date"], sold["company"]) for sold in told["days"]] == [(day, "alpha")]


def test_a_key_of_one_group_finds_no_other(with_key: WithKey) -> None:
    answer = with_key("north").get(FIGURES, {"group": "south"})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "hq.group_not_found"


def test_a_key_without_the_right_is_refused(with_key: WithKey) -> None:
    assert with_key("north", "catalog:view").get(FIGURES).status_code == 403


def test_nobody_is_told_to_sign_in(committed: Scopes) -> None:
    assert Client(headers={"host": HOST}).get(FIGURES).status_code == 401


def test_a_bad_key_is_not_saved_by_a_good_session(sign_in: SignIn) -> None:
    client = sign_in("north")

    assert client.get(FIGURES).status_code == 200
    assert client.get(FIGURES, headers={"authorization": "Bearer gh_x_y"}).status_code == 400


def test_a_session_sees_its_group_alone(sign_in: SignIn) -> None:
    client = sign_in("north")

    assert client.get(FIGURES).json()["group"] == "north"
    assert client.get(FIGURES, {"group": "south"}).status_code == 404


def test_a_signed_in_person_without_a_group_is_refused(sign_in: SignIn) -> None:
    answer = sign_in().get(FIGURES)

    assert (answer.status_code, answer.json()["code"]) == (403, "hq.no_group")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-07-02", "until": "2026-07-01"}, "until"),
        ({"since": "2020-01-01", "until": "2026-07-01"}, "since"),
        ({"currency": "dollars"}, "currency"),
    ],
)
def test_a_bad_question_names_its_field(
    query: dict[str, str], field: str, with_key: WithKey
) -> None:
    answer = with_key("north").get(FIGURES, query)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_api_has_a_document_of_its_own(committed: Scopes) -> None:
    document = Client(headers={"host": HOST}).get("/hq/v1/openapi.json").json()

    assert list(document["paths"]) == [FIGURES]


def test_a_tenants_host_serves_no_figures(committed: Scopes) -> None:
    assert Client(headers={"host": "alpha.localhost"}).get(FIGURES).status_code == 404
