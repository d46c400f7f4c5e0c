"""A web process dies at each named point of a checkout: afterwards the order is done or undone.

The shopper asks again with the same key, and a sweep takes up what was left. Nobody pays twice,
stock is exact, and nothing is held that nobody bought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
import pytest

from guildhall.checkout.models import Cart, Checkout
from guildhall.checkout.operations import resume_checkout
from guildhall.inventory.models import Reservation
from guildhall.inventory.operations import expire_holds
from guildhall.inventory.states import Outcome
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.models import Order
from guildhall.payments.models import PaymentCall
from guildhall.payments.operations import run_call
from guildhall.payments.queries import payments_of
from guildhall.payments.states import Stand
from tests.factories.checkouts import CARTS, open_json
from tests.factories.company import Company, make_company
from tests.factories.payments import open_plain, plain_offered
from tests.harness.processes import Web, wait_until, web_server
from tests.harness.sizes import size_of
from tests.inventory.shelves import broken_rules
from tests.twins.plain.server import PlainTwin

pytestmark = [pytest.mark.faults, pytest.mark.slow]

HOUSE = "tests.harness.plain_house:application"
POINTS = (
    "checkout.cart_locked",
    "payments.begin_written",
    "checkout.payments_begun",
    "payments.begun",
    "checkout.started",
    "payments.claim_written",
    "payments.claimed",
    "payments.send_about_to",
    "payments.send_answered",
    "payments.answer_written",
    "payments.answer_kept",
    "checkout.undoing",
    "checkout.advanced",
    "checkout.advance_committed",
)
MEANS = ("ok", "declined", "act")
OVER = {"done", "failed"}


@dataclass(slots=True)
class Lab:
    """A shop whose web process dies where it is told to."""

    web: Web
    twin: PlainTwin
    company: Company
    fault: Path

    def buy(self, point: str, means: str) -> httpx.Response:
        """Fill a cart and check out while death waits at a point; ask again until told."""
        with self.web.client(self.company.host, key=self.company.storefront_key) as client:
            cart = self._post(client, CARTS, open_json({"APPLE": 1}), key=str(new_id()))
            path = f"{CARTS}/{cart.json()['token']}"
            self._post(client, f"{path}/hold", {"minutes": 10}, key=str(new_id()))
            self.fault.write_text(point)
            tenders = [{"account": "plain", "way": "card", "token": means}]
            total = {"amount": "2.50", "currency": "USD"}
            body = {"total": total, "tenders": tenders}
            answer = self._post(client, f"{path}/checkout", body, key=str(new_id()))
        wait_until(lambda: not self.fault.exists(), what=point)
        return answer

    def _post(self, client: httpx.Client, path: str, body: object, *, key: str) -> httpx.Response:
        for _ in range(5):
            try:
                return client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                self.web.process.kill()
                self.web.process.start()
                self._wait()
        raise AssertionError(f"{path} never answered")

    def _wait(self) -> None:
        with self.web.client(self.company.host) as client:

            def answers() -> bool:
                try:
                    return client.get("/").status_code < 500
                except httpx.TransportError:
                    return False

            wait_until(answers, what="the web server again")

    def settle(self) -> None:
        """Take up what was left, as sweeps do, until nothing is due for an hour."""
        for minutes in (2, 4, 8, 16, 28, 34, 40, 50):
            at = clock.now() + timedelta(minutes=minutes)
            for call in _open_calls():
                run_call(call, now=lambda: at)  # noqa: B023 - run at once
            for key in Checkout.objects.exclude(state__in=OVER).values_list("id", flat=True):
                resume_checkout(key, now=lambda: at)  # noqa: B023 - run at once


@pytest.fixture
def lab(committed: dict[str, Scope], tmp_path: Path) -> Iterator[Lab]:
    fault = tmp_path / "fault"
    with PlainTwin() as twin, plain_offered():
        env = {"GUILDHALL_PROVIDER_URLS": f"plain={twin.url}", "FAULT_FILE": str(fault)}
        with web_server(tmp_path, target=HOUSE, **env) as web, enter(committed["alpha"]):
            company = make_company(confirms_itself=True, stock=Decimal(100))
            open_plain()
            yield Lab(web, twin, company, fault)


def _open_calls() -> list[UUID]:
    over = ("done", "refused")
    return list(PaymentCall.objects.exclude(state__in=over).values_list("id", flat=True))


def test_a_checkout_outlives_whoever_dies_at_it(lab: Lab, settings: pytest.FixtureRequest) -> None:
    settings.PROVIDER_URLS = {"plain": lab.twin.url}  # type: ignore[attr-defined]
    random = Random(6)
    crashes = size_of("checkout_crashes", small=4, soak=10 * len(POINTS))
    points = random.sample(POINTS, len(POINTS)) * (crashes // len(POINTS) + 1)
    for point in points[:crashes]:
        lab.buy(point, "declined" if point == "checkout.undoing" else random.choice(MEANS))

    lab.settle()

    assert set(Checkout.objects.values_list("state", flat=True)) <= OVER
    _money_is_where_the_orders_are(lab)
    _stock_is_exact()
    assert broken_rules() == []


def _money_is_where_the_orders_are(lab: Lab) -> None:
    for order in Order.objects.all():
        paid = [p for p in payments_of(order.number) if p.stand == Stand.AUTHORIZED]
        assert len(paid) == (order.state == "confirmed"), order.number
    taken = [p for p in lab.twin.payments.values() if p["state"] == "authorized"]
    assert len(taken) == Order.objects.filter(state="confirmed").count()
    assert set(Order.objects.values_list("state", flat=True)) <= {"confirmed", "canceled"}
    assert Cart.objects.filter(state="placing").count() == 0


def _stock_is_exact() -> None:
    """After its time, only what was bought is still promised."""
    late = system_stamp("test", clock.now() + timedelta(hours=2))
    while expire_holds(stamp=late):
        pass
    bought = sum(Order.objects.filter(state="confirmed").values_list("units", flat=True))
    open_ = Reservation.objects.filter(outcome=Outcome.OPEN)
    assert sum(open_.values_list("quantity", flat=True)) == bought
