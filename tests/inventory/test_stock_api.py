"""Stock over HTTP: what was seen, once, within one's reach."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.states import ActionCode
from guildhall.catalog.states import Tracking
from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import KeyTerms
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import SITE, Company, make_company
from tests.factories.warehouse import keep_by, receive
from tests.harness.processes import Web

LEVELS = "/api/v1/stock/levels"
HOLDS = "/api/v1/stock/reservations"
PLACES = "/api/v1/stock/locations"
WEB = "/api/v1/stock/channels/web"
RIGHTS = ("stock:view", "stock:edit", "checkout:view", "checkout:edit")


@pytest.fixture
def company(committed: dict[str, Scope]) -> Company:
    with enter(committed["alpha"]), unit():
        return make_company(stock=Decimal(10))


@pytest.fixture
def office(company: Company, web: Web, stamp: Stamp) -> Iterator[httpx.Client]:
    with enter(company.scope), unit():
        key = issue_api_key("stock", capabilities=RIGHTS, stamp=stamp).token
    with web.client(company.host, key=key) as client:
        yield client


def _level(office: httpx.Client, sku: str = "APPLE", location: str = "S1") -> dict[str, Any]:
    answer = office.get(LEVELS, params={"text": sku, "location": location})
    found: dict[str, Any] = answer.json()["items"][0]
    return found


def _send(
    office: httpx.Client, path: str, body: object = None, *, method: str = "POST", **headers: str
) -> httpx.Response:
    keyed = {"Idempotency-Key": str(new_id()), **headers}
    return office.request(method, path, json=body, headers=keyed)


def test_a_correction_names_what_was_seen_and_happens_once(office: httpx.Client) -> None:
    path = f"{LEVELS}/{_level(office)['id']}/adjustment"
    body = {"by": "-2", "expected": "5", "reason": "crushed"}
    key = {"Idempotency-Key": str(new_id())}

    told = [office.post(path, json=body, headers=key) for _ in range(2)]
    again = _send(office, path, body)

    assert [answer.status_code for answer in told] == [200, 200]
    assert told[1].headers["Idempotency-Replayed"] == "true"
    assert told[0].json()["on_hand"] == "3"
    assert (again.status_code, again.json()["code"]) == (409, "inventory.stock_changed")


@pytest.mark.parametrize("missing", ["by", "expected", "reason"])
def test_a_correction_that_leaves_something_out_is_refused(
    office: httpx.Client, missing: str
) -> None:
    body = {"by": "-2", "expected": "5", "reason": "crushed"}
    del body[missing]

    answer = _send(office, f"{LEVELS}/{_level(office)['id']}/adjustment", body)

    assert answer.status_code == 422
    assert missing in str(answer.json()["errors"])


def test_a_level_that_changed_since_it_was_read_is_left_alone(office: httpx.Client) -> None:
    path = f"{LEVELS}/{_level(office)['id']}"
    seen = office.get(path).headers["ETag"]
    block = {"quantity": "1", "reason": "damaged"}

    told = [_send(office, f"{path}/block", block, **{"If-Match": seen}) for _ in range(2)]

    assert [answer.status_code for answer in told] == [200, 412]
    assert told[0].json()["blocked"] == {"damaged": "1"}
    assert office.get(path, headers={"If-None-Match": seen}).status_code == 200


def test_goods_are_set_aside_put_back_and_written_off(office: httpx.Client) -> None:
    path = f"{LEVELS}/{_level(office)['id']}"

    _send(office, f"{path}/block", {"quantity": "3", "reason": "quality", "note": "smells"})
    _send(office, f"{path}/unblock", {"quantity": "1", "reason": "quality"})
    gone = {"quantity": "2", "expected": "5", "reason": "rotten", "block": "quality"}
    answer = _send(office, f"{path}/write-off", gone).json()

    assert (answer["on_hand"], answer["unavailable"], answer["blocked"]) == ("3", "0", {})
    kinds = [line["kind"] for line in office.get(f"{path}/movements").json()["items"]]
    assert sorted(kinds) == ["block", "receipt", "unblock", "unblock", "write_off"]


def test_what_needs_a_yes_is_answered_with_where_it_waits(
    office: httpx.Client, company: Company
) -> None:
    with enter(company.scope), unit():
        ApprovalRule.objects.create(action=ActionCode.STOCK_ADJUST, threshold=Decimal(2))
    path = f"{LEVELS}/{_level(office)['id']}/adjustment"

    small = _send(office, path, {"by": "-1", "expected": "5", "reason": "crushed"})
    large = _send(office, path, {"by": "-3", "expected": "4", "reason": "stolen"})

    assert (small.status_code, large.status_code) == (200, 202)
    assert large.json()["action"] == "stock.adjust"
    assert _level(office)["on_hand"] == "4"


def test_what_changed_since_a_moment_is_listed(office: httpx.Client) -> None:
    since = office.get(LEVELS).json()["items"][0]["updated_at"]
    _send(office, f"{LEVELS}/{_level(office)['id']}/low-line", {"low_at": "3"})

    found = office.get(LEVELS, params={"updated_since": since, "limit": 200}).json()["items"]

    assert (found[-1]["sku"], found[-1]["low_at"]) == ("APPLE", "3")


def test_stock_is_held_prolonged_and_given_back(office: httpx.Client) -> None:
    body = {
        "reference": "cart-1",
        "holder": "session:1",
        "channel": "web",
        "lines": [{"sku": "APPLE", "quantity": "7"}],
        "minutes": 5,
    }

    held = _send(office, HOLDS, body).json()
    longer = _send(office, f"{HOLDS}/cart-1/extension", {"minutes": 30}).json()
    shown = office.get(f"{HOLDS}/cart-1").json()
    dropped = _send(office, f"{HOLDS}/cart-1/release").json()

    assert [(x["location"], x["quantity"]) for x in held["lines"]] == [("S1", "5"), ("S2", "2")]
    assert longer["lines"][0]["expires_at"] > held["lines"][0]["expires_at"]
    assert shown["lines"] == longer["lines"]
    assert dropped["lines"] == []
    assert _send(office, f"{HOLDS}/cart-9/release").status_code == 404


def test_a_channels_way_is_changed_by_who_saw_it(office: httpx.Client) -> None:
    seen = office.get(f"{WEB}/sourcing")
    most = {"allocation": "most_stock", "may_split": False, "most_held": "4"}

    told = [
        _send(office, f"{WEB}/sourcing", most, method="PUT", **{"If-Match": seen.headers["ETag"]})
        for _ in range(2)
    ]

    assert seen.json()["allocation"] == "rank"
    assert [answer.status_code for answer in told] == [200, 412]
    assert office.get(f"{WEB}/sourcing").json() == {"channel": "web", "in_part": False, **most}


def test_what_may_wait_is_offered_and_told_with_price(office: httpx.Client) -> None:
    offer = {"kind": "backorder", "limit": "4", "lead_days": 7}
    _send(office, f"{WEB}/offers/APPLE", offer, method="PUT")
    gone = {"by": "-5", "expected": "5", "reason": "stolen"}
    for place in ("S1", "S2"):
        _send(office, f"{LEVELS}/{_level(office, 'APPLE', place)['id']}/adjustment", gone)

    answer = office.get("/api/v1/availability", params={"channel": "web", "skus": "APPLE,NOPE"})

    (found,) = answer.json()["items"]
    assert found["price"] == {"amount": "2.50", "currency": "USD"}
    assert (found["available"], found["may_wait"]) == ("0", "4")
    assert found["promised_on"] is not None
    assert office.get(f"{WEB}/offers").json()["items"][0]["waiting"] == "0"


def test_a_storefront_asks_for_fifty_at_once_and_no_more(company: Company, web: Web) -> None:
    path = "/storefront/v1/availability"
    with web.client(company.host, key=company.storefront_key) as shop:
        few = shop.get(path, params={"site": SITE, "skus": ",".join(company.variants)})
        many = shop.get(path, params={"site": SITE, "skus": ",".join(["X"] * 51)})

    assert [each["available"] for each in few.json()["items"]] == ["10"] * 5
    assert (many.status_code, "skus" in str(many.json()["errors"])) == (422, True)


def test_a_key_of_one_place_changes_what_lies_there_alone(
    company: Company, office: httpx.Client, web: Web, stamp: Stamp
) -> None:
    ids = {place: _level(office, "APPLE", place)["id"] for place in ("S1", "S2")}
    with enter(company.scope), unit():
        terms = KeyTerms(scope="location:S1")
        key = issue_api_key("S1", capabilities=RIGHTS, terms=terms, stamp=stamp).token

    with web.client(company.host, key=key) as keeper:
        listed = {level["location"] for level in keeper.get(LEVELS).json()["items"]}
        block = {"quantity": "1", "reason": "damaged"}
        told = [_send(keeper, f"{LEVELS}/{ids[p]}/block", block).status_code for p in ids]

    assert listed == {"S1"}
    assert told == [200, 403]


def test_labels_of_our_own_and_what_leaves_first_are_set_by_programs(
    office: httpx.Client,
) -> None:
    mask = {"mask": "21{item:5}{weight:5.3}{check}", "rank": 1}

    kept = _send(office, "/api/v1/scans/patterns/weighed", mask, method="PUT")
    broken = _send(office, "/api/v1/scans/patterns/broken", {"mask": "21"}, method="PUT")
    first = _send(office, f"{PLACES}/S1/removal", {"removal": "fifo"}, method="PUT")

    listed = office.get("/api/v1/scans/patterns").json()["items"]
    assert (kept.status_code, listed) == (200, [{**mask, "is_active": True, "code": "weighed"}])
    assert broken.json()["errors"] == [{"field": "mask", "message": "It names nothing."}]
    assert first.json()["removal"] == "fifo"
    places = office.get(PLACES).json()["items"]
    assert {place["code"]: place["removal"] for place in places} == {"S1": "fifo", "S2": "fefo"}


def test_labels_and_what_leaves_first_change_for_whoever_saw_them_as_they_are(
    office: httpx.Client,
) -> None:
    label, place = "/api/v1/scans/patterns/priced", f"{PLACES}/S2"
    mask = {"mask": "22{item:5}{price:5.2}{check}", "rank": 2}
    _send(office, label, mask, method="PUT")
    seen = {path: office.get(path).headers["ETag"] for path in (label, place)}
    changes = {label: mask | {"rank": 3}, f"{place}/removal": {"removal": "lifo"}}

    told = {
        path: [
            _send(
                office,
                path,
                body,
                method="PUT",
                **{"If-Match": seen[path.removesuffix("/removal")]},
            )
            for _ in range(2)
        ]
        for path, body in changes.items()
    }

    assert {path: [each.status_code for each in two] for path, two in told.items()} == {
        path: [200, 412] for path in changes
    }
    assert office.get(place, headers={"If-None-Match": seen[place]}).json()["removal"] == "lifo"
    absent = _send(office, f"{label}-not", mask, method="PUT", **{"If-Match": seen[label]})
    assert absent.status_code == 412
    assert office.get(f"{label}-not").status_code == 404


def test_a_lot_is_given_up_once_or_waits_for_a_yes(
    office: httpx.Client, company: Company, stamp: Stamp
) -> None:
    with enter(company.scope), unit():
        keep_by(Tracking.LOT, "CHEESE")
        receive("CHEESE", "10", lot="L1", stamp=stamp)
        ApprovalRule.objects.create(action=ActionCode.STOCK_WRITE_OFF, threshold=Decimal(5))
    body = {"location": "S1", "sku": "CHEESE", "lot": "L1", "quantity": "2", "reason": "mold"}
    key = {"Idempotency-Key": str(new_id())}

    told = [office.post("/api/v1/lots/write-offs", json=body, headers=key) for _ in range(2)]
    much = _send(office, "/api/v1/lots/write-offs", {**body, "quantity": "6"})

    assert [answer.json()["on_hand"] for answer in told] == ["8", "8"]
    assert much.status_code == 202
    assert office.get("/api/v1/lots/CHEESE/L1").json()["on_hand"] == "8"
