"""A provider tells everything at once, nearly a third of it twice, and nothing in its order.

It hears a yes soon each time, and whatever it told is in the books once.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import Scope, enter
from guildhall.payments.jobs import tend_payments
from guildhall.payments.models import Notification, Payment, PaymentEvent, ProviderAccount
from guildhall.payments.queries.payments import totals_by_payment
from tests.factories.company import Company, make_company
from tests.factories.payments import open_plain, plain_offered
from tests.faults.crash.house import pass_time
from tests.harness.newborns import newborn
from tests.harness.processes import Web, wait_until_worked_off, web_server
from tests.harness.sizes import size_of
from tests.twins.plain.server import SECRET, sign

pytestmark = [pytest.mark.faults, pytest.mark.slow]

HOUSE = "tests.harness.plain_house:application"
TELLERS = 4
# What happens to each payment: reserved, taken in four parts, and given back in two.
STEPS = ("authorize_success", *["charge_success"] * 4, *["refund_success"] * 2)
TWICE = Decimal("0.30")
ACCEPTED_WITHIN = 0.2
TIMED_FROM = 10_000
BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Storm:
    """What is told, in which order, and how each was answered."""

    bodies: Sequence[bytes]
    distinct: int

    def tell(self, web: Web, host: str, token: str) -> list[tuple[int, float]]:
        """Tell all of it from several sides; return status and seconds of each."""
        sides = [self.bodies[n::TELLERS] for n in range(TELLERS)]
        with ThreadPoolExecutor(TELLERS) as pool:
            told = pool.map(lambda side: _tell(web, host, token, side), sides)
            return [each for side in told for each in side]


def _tell(web: Web, host: str, token: str, bodies: Sequence[bytes]) -> list[tuple[int, float]]:
    found = []
    with web.client(host) as client:
        for body in bodies:
            headers = {"x-plain-signature": sign(body, SECRET), "content-type": "application/json"}
            began = perf_counter()
            answer = client.post(f"/payments/notices/{token}", content=body, headers=headers)
            found.append((answer.status_code, perf_counter() - began))
    return found


def _storm(size: int, payments: Sequence[Payment]) -> Storm:
    """Return so many notifications, of which three in ten were told before."""
    random = Random(6)
    told = [_event(payment, n) for payment in payments for n in range(len(STEPS))]
    distinct = told[: size - int(size * TWICE)]
    bodies = distinct + random.choices(distinct, k=size - len(distinct))
    random.shuffle(bodies)
    return Storm(bodies, len(distinct))


def _event(payment: Payment, number: int) -> bytes:
    step = {
        "reference": f"mv-{payment.id.hex}-{number}",
        "step": STEPS[number],
        "amount": "40.00" if number == 0 else "10.00",
        "currency": "USD",
        "at": (BEGAN + timedelta(seconds=number)).isoformat(),
        "key": "",
    }
    told = {"event": f"evt-{payment.id.hex}-{number}", "payment": payment.id.hex, "steps": [step]}
    return json.dumps(told).encode()


def _payments(count: int, account: ProviderAccount) -> list[Payment]:
    return Payment.objects.bulk_create(
        Payment(
            id=new_id(),
            reference=f"R-{number}",
            method="plain",
            currency="USD",
            key=f"R-{number}:pay",
            amount=Decimal(40),
            account=account,
            strategy="authorize",
        )
        for number in range(count)
    )


@pytest.fixture
def shop(committed: dict[str, Scope]) -> Iterator[Company]:
    with enter(committed["alpha"]), plain_offered():
        yield make_company()


def test_every_notification_is_accepted_at_once_and_none_is_lost(
    shop: Company, tmp_path: Path
) -> None:
    size = size_of("notice_storm", small=400, soak=50_000)
    open_plain()
    account = ProviderAccount.objects.get(code="plain")
    payments = _payments(size // len(STEPS) + 1, account)
    storm = _storm(size, payments)

    with newborn("worker", tmp_path) as worker:
        worker.start()
        with web_server(tmp_path, target=HOUSE) as web:
            _warm(web, shop.host)
            began = perf_counter()
            answers = storm.tell(web, shop.host, account.token)
            took = perf_counter() - began
        kept = Notification.objects.count()
        wait_until_worked_off(_unread, what="notifications", seconds=120)

    assert Counter(status for status, _ in answers) == {200: size}
    assert kept == storm.distinct
    assert Counter(Notification.objects.values_list("state", flat=True)) == {"done": kept}
    assert PaymentEvent.objects.count() == kept
    _books_have_all_of_it(storm, payments)
    _report(answers, took=took, kept=kept)


def _warm(web: Web, host: str) -> None:
    """Let each thread of the server have been asked something before anybody is timed."""
    with web.client(host) as client:
        for _ in range(40):
            client.post("/payments/notices/nobody", content=b"{}")


def _unread() -> int:
    """Return how many wait; the sweep asks for those of which the message was lost."""
    pass_time(Notification.objects.filter(state="waiting"), "next_at")
    tend_payments.send()
    return Notification.objects.filter(state="waiting").count()


def _books_have_all_of_it(storm: Storm, payments: Sequence[Payment]) -> None:
    """Add up what was told, whatever its order, and compare."""
    expected: Counter[tuple[str, str]] = Counter()
    for body in set(storm.bodies):
        told = json.loads(body)
        step = told["steps"][0]
        expected[told["payment"], step["step"]] += int(Decimal(step["amount"]))
    totals = totals_by_payment([p.id for p in payments], currency="USD")
    for payment in payments:
        found = totals.get(payment.id)
        charged = expected[payment.id.hex, "charge_success"]
        refunded = expected[payment.id.hex, "refund_success"]
        ours = (found.charged.amount, found.refunded.amount) if found else (0, 0)
        assert ours == (charged, refunded), payment.reference


def _report(answers: Sequence[tuple[int, float]], *, took: float, kept: int) -> None:
    seconds = sorted(each for _, each in answers)
    p50, p99 = (seconds[int(len(seconds) * part)] for part in (0.5, 0.99))
    rate = len(seconds) / took
    print(  # noqa: T201 - the report
        f"notice_storm: {len(seconds)} told, {kept} kept and read, {rate:.0f}/s, "
        f"accepted p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, worst {seconds[-1]:.2f} s"
    )
    # A short run on a busy machine says nothing about time.
    assert len(seconds) < TIMED_FROM or p99 < ACCEPTED_WITHIN
