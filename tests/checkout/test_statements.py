"""How many statements a checkout takes: what customers wait for must not grow unseen."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.checkout.operations import advance_checkout, start_checkout
from guildhall.checkout.types import CartCard
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.payments.operations import run_call
from tests.factories.checkouts import make_checkout_cart, new_checkout
from tests.factories.company import Company

OPENS, STARTS, CALLS, ENDS = 2, 10, 6, 8


def counted(run: Callable[[], object]) -> int:
    """Return how many statements something sends, without those that open and end transactions."""
    with CaptureQueriesContext(connection) as told:
        run()
    return sum(not each["sql"].startswith(("BEGIN", "COMMIT")) for each in told.captured_queries)


def test_a_checkout_takes_no_more_statements_than_it_did(shop: Company, stamp: Stamp) -> None:
    warm = make_checkout_cart(shop, stamp=stamp)
    start_checkout(warm.token, new_checkout(), stamp=stamp)
    made: list[CartCard] = []

    opens = counted(lambda: made.append(make_checkout_cart(shop, stamp=stamp)))
    card = start_checkout(warm.token, new_checkout(), stamp=stamp)
    starts = counted(lambda: start_checkout(made[0].token, new_checkout(), stamp=stamp))
    card = start_checkout(made[0].token, new_checkout(), stamp=stamp)
    (call,) = card.steps[1].calls
    calls = counted(lambda: run_call(call, now=clock.now))
    ends = counted(lambda: advance_checkout(card.row.id, stamp=stamp))

    print(f"statements: cart {opens}, start {starts}, call {calls}, end {ends}")  # noqa: T201 - the report
    assert (opens <= OPENS, starts <= STARTS, calls <= CALLS, ends <= ENDS) == (True,) * 4
