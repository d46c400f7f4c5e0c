"""Every operation × every caller × every id: what `allowed` does not name is refused.

The operations come from the OpenAPI documents. Each row is one operation; in it stand all
callers, and for each kind of thing that a call names: ours, our neighbor's, a guessed one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from guildhall.inventory.operations import receive_stock
from guildhall.inventory.types import NewStock
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from guildhall.orders.operations import place_order
from guildhall.orders.types import Customer
from guildhall.organization import operations as organization
from tenants.directory import roll_changed
from tenants.models import Tenant
from tests.factories.approvals import make_waiting
from tests.factories.company import Company, make_cart, make_company, standing_company
from tests.harness.counts import effects_in
from tests.harness.owner import as_owner
from tests.harness.processes import Web, wait_until
from tests.isolation.allowed import ALLOWED, MAKES, REFUSED, TAKES_MORE
from tests.isolation.allowed_lists import EMPTY, LISTED
from tests.isolation.app_callers import People, hire_people
from tests.isolation.callers import Headers, callers_for
from tests.isolation.calls import CALLS, level_at_s2, status_of
from tests.isolation.names import GUESSED, OURS, THEIRS, describe, make_hold, papers_of_stock
from tests.isolation.operations import FILTERS, NAMED, OPERATIONS, Operation
from tests.isolation.sending import send, told
from tests.isolation.warehouse import MADE, make_all

SERIES = (
    "orders_number",
    "fulfillment_order",
    "fulfillment_parcel",
    "customers_number",
    "inventory_receipt",
    "inventory_transfer",
    "inventory_stocktake",
)
RENEWED = timedelta(minutes=3)
"""Well before the tokens of apps end."""
every_operation = pytest.mark.parametrize("name", OPERATIONS)


@dataclass(frozen=True, slots=True)
class Houses:
    """Alpha, at whose door we stand, and beta next door, of which nothing may be seen."""

    alpha: Company
    beta: Company
    ours: dict[str, Any]
    theirs: dict[str, Any]
    people: People
    known: dict[str, tuple[datetime, dict[str, Headers]]] = field(default_factory=dict)

    def counts(self) -> list[dict[str, int]]:
        return [effects_in(company.scope) for company in (self.alpha, self.beta)]

    def callers(self, operation: Operation, stamp: Stamp) -> dict[str, Headers]:
        """Return what everybody shows who calls this, made for each scope while tokens last."""
        made_at, shown = self.known.get(operation.scope, (None, {}))
        if made_at is None or clock.now() - made_at > RENEWED:
            shown = callers_for(
                operation.scope,
                alpha=self.alpha.scope,
                beta=self.beta.scope,
                people=self.people,
                stamp=stamp,
            )
            self.known[operation.scope] = clock.now(), shown
        return shown


@pytest.fixture(scope="module")
def houses(scopes: dict[str, Scope]) -> Iterator[Houses]:
    stamp = system_stamp("test", clock.now())
    _count_further(scopes["beta"])
    with standing_company(scopes["alpha"], stock=Decimal(1_000)) as alpha:
        with enter(scopes["alpha"]):
            one, two = (place_order(make_cart(alpha, {"APPLE": 1}), stamp=stamp) for _ in "12")
            ours = {
                **OURS,
                "order": one.row.number,
                "other_order": two.row.number,
                "approval": _waiting(stamp),
                "level": level_at_s2("APPLE"),
                **make_all(stamp, lot="LOT-1"),
            }
            _fill_up(alpha, stamp)
            describe(OURS, stamp)
            ours |= papers_of_stock("APPLE", stamp)
        with enter(scopes["beta"]):
            beta = make_company(skus=("APPLE", "CANARY"))
            organization.open_site(909, name="Canary", channel="web", locale="en", stamp=stamp)
            describe(THEIRS, stamp)
            cart = replace(make_cart(beta, {"CANARY": 1}), customer=Customer(name="Canary"))
            other = place_order(cart, stamp=stamp).row.number
            theirs = {
                **THEIRS,
                **dict.fromkeys(("order", "other_order"), other),
                "approval": _waiting(stamp, subject="CANARY"),
                "level": level_at_s2("CANARY"),
                **make_all(stamp, lot="LOT-CANARY", of="APPLE"),
            }
            organization.open_channel(
                "canary", name="Canary", brand=("house", "House"), currency="USD", stamp=stamp
            )
            make_hold("hold-canary", "web", sku="CANARY", stamp=stamp)
            theirs |= papers_of_stock("CANARY", stamp)
        people = hire_people(scopes["alpha"], scopes["beta"], stamp)
        yield Houses(alpha, beta, ours, theirs, people)


def _count_further(scope: Scope) -> None:
    """Let a company's numbers begin where its neighbor's never come: they would be its own."""
    with as_owner() as owner:
        for series in SERIES:
            owner.execute(f"SELECT setval('{scope.schema}.{series}_seq', 888000)")


def _fill_up(company: Company, stamp: Stamp) -> None:
    """Let there be enough for the orders of every call, some of it held."""
    more = NewStock(company.variants["APPLE"], "APPLE", Decimal(100_000))
    receive_stock("S1", lines=[more], reference="for many orders", stamp=stamp)
    make_hold("hold-ours", "web", sku="APPLE", stamp=stamp)


def _waiting(stamp: Stamp, *, subject: str = "APPLE") -> str:
    return str(make_waiting(scopes=("channel:web", "brand:house"), subject=subject, stamp=stamp))


def test_every_operation_and_every_name_in_it_is_known_here() -> None:
    """Otherwise a new operation, or a new way to name a thing, would not be tried."""
    assert set(ALLOWED) == set(OPERATIONS)
    assert {operation.address for operation in OPERATIONS.values()} == set(CALLS)
    assert not FILTERS & set(NAMED)


@every_operation
def test_only_who_is_allowed_is_answered(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    operation = OPERATIONS[name]
    callers = houses.callers(operation, stamp)
    ids = {**houses.ours, **(CALLS[operation.address].about if "lot" in operation.kinds else {})}
    before = houses.counts()

    got = {
        who: status_of(send(web, houses.alpha.host, shown, operation, ids))
        for who, shown in callers.items()
        if who not in ALLOWED[name]
    }

    inside = frozenset({403}) if name in TAKES_MORE else frozenset[int]()
    wrong = {who: status for who, status in got.items() if status not in REFUSED[who] | inside}
    assert wrong == {}
    assert houses.counts() == before


@every_operation
def test_who_is_allowed_is_answered(houses: Houses, web: Web, stamp: Stamp, name: str) -> None:
    """Otherwise the refusals would prove nothing."""
    operation = OPERATIONS[name]
    callers = houses.callers(operation, stamp)

    got = {}
    for who in ALLOWED[name]:
        with enter(houses.alpha.scope):
            order = place_order(make_cart(houses.alpha, {"APPLE": 1}), stamp=stamp).row.number
            CALLS[operation.address].prepare(order, stamp)
        ids = {
            **houses.ours,
            **MADE,
            "order": order,
            **CALLS[operation.address].about,
        }
        answer = send(web, houses.alpha.host, callers[who], operation, ids)
        got[who] = status_of(answer)
        assert "canary" not in answer.text.lower()

    assert {who: status for who, status in got.items() if status not in {200, 201}} == {}


@pytest.mark.parametrize("name", EMPTY)
def test_a_list_shows_what_lies_within_reach_alone(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    operation = OPERATIONS[name]
    callers = houses.callers(operation, stamp)

    thing = houses.ours[LISTED[name]]
    # What others placed meanwhile may fill a page, but not the first one of the oldest.
    if LISTED[name] == "order" and name != "list_order_deltas":
        with enter(houses.alpha.scope):
            thing = place_order(make_cart(houses.alpha, {"APPLE": 1}), stamp=stamp).row.number

    shown = {
        who: thing in send(web, houses.alpha.host, callers[who], operation, houses.ours).text
        for who in ALLOWED[name]
    }

    assert {who for who in shown if not shown[who]} == EMPTY[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (each.id, kind)
        for each in OPERATIONS.values()
        for kind in each.kinds
        if kind != "store" and (each.id, kind) not in MAKES
    ],
)
def test_what_is_next_door_and_what_is_nowhere_get_one_answer(
    houses: Houses, web: Web, stamp: Stamp, name: str, kind: str
) -> None:
    operation = OPERATIONS[name]
    own = houses.ours
    theirs = {**own, kind: houses.theirs[kind]}
    guessed = {**own, kind: GUESSED[kind]}
    callers = houses.callers(operation, stamp)
    before = houses.counts()

    for who, shown in callers.items():
        answers = [
            told(send(web, houses.alpha.host, shown, operation, ids), {kind: ids[kind]})
            for ids in (theirs, guessed)
        ]

        assert answers[0] == answers[1], who
        assert answers[0][0] in {401, 403, 404, 422}, (who, answers[0])
        assert who not in ALLOWED[name] or answers[0][0] in {404, 422}, (who, answers[0])
        assert "canary" not in answers[0][1].lower()

    assert houses.counts() == before


def test_what_is_ours_and_what_is_nowhere_get_two_answers(
    houses: Houses, web: Web, stamp: Stamp
) -> None:
    """The negative control: the comparison tells what is there from what is not."""
    operation = OPERATIONS["get_order"]
    shown = houses.callers(operation, stamp)["wrong brand"]
    ours, guessed = houses.ours, {**houses.ours, "order": GUESSED["order"]}

    answers = [
        told(send(web, houses.alpha.host, shown, operation, ids), {"order": ids["order"]})
        for ids in (ours, guessed)
    ]

    assert [status for status, _text in answers] == [403, 404]


@every_operation
def test_our_key_opens_nothing_next_door(
    houses: Houses, web: Web, stamp: Stamp, name: str
) -> None:
    operation = OPERATIONS[name]
    shown = houses.callers(operation, stamp)["key"]

    answer = send(web, houses.beta.host, shown, operation, houses.theirs)

    assert answer.status_code == 401


def test_a_suspended_company_answers_nobody(houses: Houses, web: Web, stamp: Stamp) -> None:
    callers = {name: houses.callers(each, stamp) for name, each in OPERATIONS.items()}
    ids = houses.ours
    before = houses.counts()
    _put(houses, TenantState.SUSPENDED, web)

    try:
        got = {
            (name, who): send(web, houses.alpha.host, callers[name][who], each, ids).status_code
            for name, each in OPERATIONS.items()
            for who in callers[name]
        }
    finally:
        _put(houses, TenantState.ACTIVE, web)

    assert set(got.values()) == {402}
    assert houses.counts() == before


def _put(houses: Houses, state: TenantState, web: Web) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(id=houses.alpha.scope.tenant_id).update(state=state.value)
        roll_changed()
    status = 402 if state is TenantState.SUSPENDED else 401
    with web.client(houses.alpha.host) as client:
        wait_until(lambda: client.get("/api/v1/orders").status_code == status, what=state)
