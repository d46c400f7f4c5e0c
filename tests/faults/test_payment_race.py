"""The browser, its impatient double, the notification and a sweep all come at the same moment.

Whoever is first: one order, one charge. medusajs/medusa#13301, #4798, #3146 and #2948.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from django.db import connections
from pytest_django import Settings

from guildhall.checkout.jobs import resume_checkout
from guildhall.checkout.models import Checkout
from guildhall.kernel.models import Fact
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.models import Order
from guildhall.payments.models import Payment, PaymentCall
from tests.factories.checkouts import CARTS, make_checkout_cart
from tests.factories.payments import now_stamp
from tests.faults.crash.books import faults_in_the_books
from tests.faults.crash.deeds import ASKS, OK, name
from tests.faults.crash.house import House, open_house
from tests.harness.processes import wait_until
from tests.harness.sizes import size_of

pytestmark = [pytest.mark.faults, pytest.mark.slow]

CHECKOUTS = "/storefront/v1/checkouts"


@pytest.fixture
def house(committed: dict[str, Scope], tmp_path: Path, settings: Settings) -> Iterator[House]:
    with enter(committed["alpha"]), open_house(tmp_path, settings) as found:
        yield found


def test_whoever_comes_first_there_is_one_order_and_one_charge(
    house: House, committed: dict[str, Scope]
) -> None:
    races = size_of("payment_race", small=10, soak=1_000)
    house.money.faults.change({"duplicate": 1})
    answered: Counter[str] = Counter()

    with ThreadPoolExecutor(5) as pool:
        for race in range(races):
            answered += _race(house, committed["alpha"], pool, acts=race % 2 == 1)
            if race % 50 == 49:
                house.rest()
    house.rest()
    house.settle()

    assert Counter(Checkout.objects.values_list("state", flat=True)) == {"done": races}
    assert Counter(Order.objects.values_list("state", flat=True)) == {"confirmed": races}
    charged = [e for e in house.money.every("payment_intent") if e["amount_received"]]
    assert len(house.money.every("payment_intent")) == len(charged) == races
    assert Payment.objects.count() == PaymentCall.objects.count() == races
    assert Fact.objects.filter(type="payment.charged").count() == races
    assert faults_in_the_books(house) == []
    told = len(house.money.outbox.statuses)
    print(f"payment_race: {races} races, {told} notifications, {dict(answered)}")  # noqa: T201 - the report


def _race(house: House, scope: Scope, pool: ThreadPoolExecutor, *, acts: bool) -> Counter[str]:
    """Check out twice at once; let the customer act, and everybody come back of it at once."""
    cart = make_checkout_cart(house.company, {"APPLE": 1}, stamp=now_stamp())
    tenders = [
        {"account": "stripe", "way": "card", "capture": True, "token": ASKS if acts else OK}
    ]
    body = {"total": {"amount": "2.50", "currency": "USD"}, "tenders": tenders}
    shopper = house.company.storefront_key

    def ask(path: str, sent: object = None) -> httpx.Response:
        return house.ask(path, sent, key=name(), secret=shopper)

    def sweep(key: str) -> None:
        with enter(scope):
            resume_checkout.send(key)
            connections.close_all()

    first = [pool.submit(ask, f"{CARTS}/{cart.token}/checkout", body) for _ in range(2)]
    answers = [each.result() for each in first]
    token = answers[0].json()["token"]
    coming = [pool.submit(ask, f"{CHECKOUTS}/{token}/return") for _ in range(2)]
    if acts:
        (saga,) = Checkout.objects.filter(cart__token=cart.token)
        payments = Payment.objects.filter(reference=saga.order_number)
        wait_until(payments.exclude(psp_reference="").exists, what="the bank's question")
        house.money.do_authenticate(payments.get().psp_reference)
        coming += [pool.submit(ask, f"{CHECKOUTS}/{token}/return")]
        pool.submit(sweep, str(saga.id)).result()
    answers += [each.result() for each in coming]
    assert {each.json()["token"] for each in answers} == {token}
    return Counter(str(each.status_code) for each in answers)
