"""Requests and decisions over the API, through a real server."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from guildhall.approvals.models import Approval
from guildhall.approvals.operations import set_rule
from guildhall.approvals.types import RuleTerms
from guildhall.identity.operations import issue_api_key
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.approvals.lab import Lab, People, ask, make_brand, make_people
from tests.harness.processes import Web

API = "/api/v1/approvals"


@pytest.fixture
def people(committed: dict[str, Scope], lab: Lab, stamp: Stamp) -> Iterator[People]:
    with enter(committed["alpha"]):
        make_brand()
        set_rule(RuleTerms(action="stock.adjust", threshold=Decimal(10)), stamp=stamp)
        yield make_people(stamp)


@pytest.fixture
def key(people: People, stamp: Stamp) -> str:
    """Return a key that sees all requests; it can decide upon none."""
    rights = ("approvals:view", "stock:edit")
    return issue_api_key("office", capabilities=rights, stamp=stamp).token


type Send = Callable[..., httpx.Response]


@pytest.fixture
def send(web: Web, key: str) -> Iterator[Send]:
    with web.client("alpha.localhost", key=key) as client:

        def sent(method: str, path: str = "", **more: object) -> httpx.Response:
            headers = {"Idempotency-Key": str(new_id()), **more.pop("headers", {})}  # type: ignore[dict-item]
            return client.request(method, f"{API}{path}", headers=headers, **more)  # type: ignore[arg-type]

        yield sent


def test_a_request_is_shown_with_what_it_would_change(people: People, send: Send) -> None:
    approval = ask(people)

    (listed,) = send("GET").json()["items"]
    answer = send("GET", f"/{approval}")

    assert answer.json() == listed
    assert listed["changes"] == [
        {"subject": "house", "field": "on_hand", "before": "House", "after": "Manor"}
    ]
    assert (listed["measure"], listed["unit"], listed["state"]) == ("12", "units", "waiting")
    assert listed["requested_by"] == f"staff:{people.asker}"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert send("GET", f"/{approval}", headers=tag).status_code == 304


def test_filters_narrow_the_list(people: People, send: Send) -> None:
    ask(people)
    kept = {"": 1, "state=waiting": 1, "state=done": 0, "mine=true": 0, "for_me=true": 0}
    kept |= {"action=stock.adjust": 1, "action=prices.change": 0}

    found = {query: len(send("GET", f"?{query}").json()["items"]) for query in kept}

    assert found == kept
    assert send("GET", "?state=nonsense").status_code == 422


@pytest.mark.parametrize("act", ["grant", "denial"])
def test_a_key_decides_nothing(people: People, send: Send, act: str) -> None:
    approval = ask(people)

    answer = send("POST", f"/{approval}/{act}", json={"reason": "because"})

    assert (answer.status_code, answer.json()["code"]) == (403, "approvals.people_decide")
    assert Approval.objects.get().state == "waiting"


def test_many_decisions_get_an_answer_each(people: People, send: Send) -> None:
    asked = [str(ask(people, name=name)) for name in ("Manor", "Castle")]

    answer = send(
        "POST",
        "/bulk-decision",
        json={"approvals": [*asked, str(new_id())], "decision": "grant", "reason": "all seen"},
    )

    assert answer.status_code == 207
    assert [each["status"] for each in answer.json()["results"]] == [403, 403, 404]


def test_what_others_asked_for_is_not_taken_back(people: People, send: Send) -> None:
    answer = send("POST", f"/{ask(people)}/withdrawal", json={})

    assert (answer.status_code, answer.json()["code"]) == (403, "approvals.not_yours")


def test_rules_are_listed(people: People, send: Send) -> None:
    (rule,) = send("GET", "/rules").json()["items"]

    assert (rule["action"], rule["threshold"], rule["unit"]) == ("stock.adjust", "10", "units")


@pytest.mark.parametrize("path", [f"/{UUID(int=7)}", f"/{UUID(int=7)}/renewal"])
def test_what_is_nowhere_is_not_found(people: People, send: Send, path: str) -> None:
    method = "POST" if path.endswith("renewal") else "GET"

    assert send(method, path).status_code == 404
