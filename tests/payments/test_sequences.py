"""No sequence of operations, with a line that breaks, gives back more than was paid."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.queries import payments_of, refunds_of, totals_of
from guildhall.payments.types import NewRefund
from tests.factories.payments import begin, now_stamp, send
from tests.payments.deeds import come_back
from tests.twins.plain.server import PlainTwin

STEPS = 40


def usd(dice: random.Random, most: int = 800) -> Money:
    return Money(Decimal(dice.randint(1, most)) / 100, "USD")


def deeds(dice: random.Random, twin: PlainTwin) -> list[Callable[[], object]]:
    """Return what may happen next, each with an amount and a key of its own."""
    key = str(dice.randrange(6))
    known = [card.id for card in payments_of("R-1")] or [begin().id]
    payment = dice.choice(known)
    granted = [refund.id for refund in refunds_of("R-1")]
    new = NewRefund(usd(dice), "because")
    amount, stamp = usd(dice), now_stamp()
    return [
        lambda: send(begin(key=key, capture=dice.random() < 0.5).id),
        lambda: operations.record_manual_payment("R-1", amount=amount, key=key, stamp=stamp),
        lambda: operations.capture_payment(payment, amount=amount, key=key, stamp=stamp),
        lambda: operations.void_payment(payment, reason="x", key=key, stamp=stamp),
        lambda: operations.refund_payment(
            payment, amount=amount, key=key, reason="x", stamp=stamp
        ),
        lambda: operations.grant_refund("R-1", new, key=key, stamp=stamp),
        lambda: operations.execute_refund(dice.choice(granted or [payment]), stamp=stamp),
        lambda: operations.withdraw_refund(dice.choice(granted or [payment]), stamp=stamp),
        lambda: twin.faults.change({dice.choice(("drop", "fail_after_commit")): 1}),
        come_back,
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_money_adds_up_whatever_is_done(shop: Scope, twin: PlainTwin, seed: int) -> None:
    dice = random.Random(seed)
    refused = 0

    for _ in range(STEPS):
        try:
            dice.choice(deeds(dice, twin))()
        except Refusal:
            refused += 1
        found = totals_of("R-1", currency="USD")
        assert found.refunded + found.refund_pending <= found.charged
    twin.faults.clear()
    for _ in range(3):
        come_back()

    taken = sum(Decimal(each["taken"]) for each in twin.payments.values())
    told = [f.payload for f in Fact.objects.filter(type="payment.refunded")]
    found = totals_of("R-1", currency="USD")
    assert sum(Decimal(each["amount"]["amount"]) for each in told) == found.refunded.amount
    by_hand = sum(c.totals.kept.amount for c in payments_of("R-1") if not c.account)
    assert found.kept.amount == taken + by_hand
    assert 0 < refused < STEPS
