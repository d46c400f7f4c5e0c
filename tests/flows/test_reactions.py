"""What follows what: the table, and the way of an order through it."""

import ast
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.config.bindings import reactions
from guildhall.inventory.operations import expire_holds
from guildhall.inventory.queries import audit_stock
from guildhall.kernel.delivery.deliver import notes_on
from guildhall.kernel.events import registered
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.operations import cancel_order, confirm_order, ship_order, take_payment
from guildhall.orders.queries import get_order
from tests.factories.company import make_company, make_order
from tests.harness.processes import ROOT, wait_until
from tests.kernel.facts_lab import relay

# Kept with every fact that they were done for. A line may be added, never changed or removed.
RELEASED = {
    ("approval.granted", "approvals.carry_out"),
    ("staff.erased", "approvals.forget_person"),
    ("order.canceled", "hq.count_canceled"),
    ("order.payment_noted", "orders.complete"),
    ("order.placed", "hq.count_placed"),
    ("order.placed", "orders.confirm"),
    ("order.shipped", "hq.count_shipped"),
    ("order.shipped", "orders.complete"),
    ("payment.charged", "orders.note_payment"),
    ("stock.hold_expired", "orders.cancel"),
}
SOURCES = ("src", "tenants", "public_site", "integrations")
KNOWN = """
from guildhall.config.processes import stop_signal
from guildhall.kernel.events import registered
print(*registered())
"""


def facts_in_sources() -> set[str]:
    """Return the wire name of every fact class that the code holds."""
    found = set()
    for path in (each for folder in SOURCES for each in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            for call in getattr(node, "decorator_list", []):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "fact":
                    found.add(ast.literal_eval(call.args[0]))
    return found


def deliver_all() -> None:
    turning = relay()
    wait_until(lambda: turning.turn() == 0, what="an empty outbox")


def state_of(number: str) -> str:
    return str(get_order(number).row.state)


def test_no_reaction_has_been_renamed() -> None:
    table = {(kind.type, each.name) for kind, found in reactions().items() for each in found}

    assert table >= RELEASED


def test_no_fact_has_two_reactions_of_one_name() -> None:
    for found in reactions().values():
        assert len({each.name for each in found}) == len(found)


def test_every_process_knows_every_fact() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KNOWN], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert len(facts_in_sources()) > 20
    assert facts_in_sources() <= set(done.stdout.split())
    assert facts_in_sources() <= set(registered())


@pytest.mark.parametrize(("confirms_itself", "state"), [(True, "confirmed"), (False, "placed")])
def test_an_order_is_confirmed_where_its_channel_says_so(
    committed: dict[str, Scope], stamp: Stamp, confirms_itself: object, state: str
) -> None:
    with enter(committed["alpha"]):
        company = make_company(confirms_itself=bool(confirms_itself))
        number = make_order(company, stamp=stamp).row.number

    deliver_all()

    with enter(committed["alpha"]):
        assert state_of(number) == state


def ship(number: str, stamp: Stamp) -> None:
    ship_order(number, stamp=stamp)


def pay(number: str, stamp: Stamp) -> None:
    take_payment(number, amount=Money(Decimal("5.00"), "USD"), key="k", stamp=stamp)


@pytest.mark.parametrize("steps", [(ship, pay), (pay, ship)])
def test_what_is_shipped_and_paid_is_completed_in_either_order(
    committed: dict[str, Scope], stamp: Stamp, steps: tuple[Callable[[str, Stamp], None], ...]
) -> None:
    with enter(committed["alpha"]):
        number = make_order(make_company(), stamp=stamp).row.number
        confirm_order(number, stamp=stamp)

    for step in steps:
        with enter(committed["alpha"]):
            assert state_of(number) == "confirmed"
            step(number, stamp)
        deliver_all()

    with enter(committed["alpha"]):
        assert state_of(number) == "completed"


def test_an_unpaid_order_whose_hold_expired_expires(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        number = make_order(make_company(), stamp=stamp).row.number
        later = system_stamp("test", stamp.at + timedelta(hours=1))
        assert expire_holds(stamp=later) == 1

    deliver_all()

    with enter(committed["alpha"]):
        assert state_of(number) == "expired"
        assert audit_stock().reserved_differs == 0


def test_what_was_canceled_meanwhile_is_not_confirmed_and_that_is_noted(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        number = make_order(make_company(confirms_itself=True), stamp=stamp).row.number
        cancel_order(number, reason="changed my mind", stamp=stamp)

    deliver_all()

    with enter(committed["alpha"]):
        placed = Fact.objects.get(type="order.placed")
        assert state_of(number) == "canceled"
        assert notes_on([placed.fact_id]) == {
            (placed.fact_id, "orders.confirm"): "states.move_not_allowed",
            (placed.fact_id, "customers.know_buyer"): "",
            (placed.fact_id, "orders.look_for_duplicate"): "",
        }
    with enter(PLATFORM):
        assert notes_on([placed.fact_id]) == {
            (placed.fact_id, "hq.count_placed"): "",
            (placed.fact_id, "plans.count_order"): "",
        }
