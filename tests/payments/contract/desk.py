"""A shop that takes money by one vendor: what the suite says in few words."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.payments import operations
from guildhall.payments.models import PaymentCall
from guildhall.payments.queries import get_payment
from guildhall.payments.states import CallState, Strategy
from guildhall.payments.types import NewPayment, PaymentCard
from tests.factories.payments import now_stamp, read_all, send
from tests.twins.contract import Case

ROUNDS = 6


@dataclass
class Desk:
    """One case, its running twin, and where it notifies."""

    case: Case
    twin: Any
    origin: str

    def begin(self, ask: NewPayment | None = None, *, key: str = "pay") -> PaymentCard:
        asked = replace(ask or self.case.ask, origin=self.origin)
        return operations.begin_payment("R-1", ask=asked, key=key, stamp=now_stamp())

    def pay(self) -> PaymentCard:
        """Begin, send, and let the customer pay; nobody has told us yet."""
        card = self.begin()
        send(card.id)
        self.finish_begin(card.id)
        self.case.pays(self.twin, card.id.hex)
        return card

    def finish_begin(self, payment: UUID) -> None:
        """Ask after a beginning until the vendor is known to have it."""
        for _ in range(ROUNDS):
            if PaymentCall.objects.get(pk=payment).state not in {
                CallState.WAITING,
                CallState.SENT,
                CallState.UNKNOWN,
            }:
                return
            self.go_on()

    def paid(self) -> PaymentCard:
        """Begin and be paid, whatever it takes, and have the whole amount charged."""
        card = self.pay()
        self.settle()
        if self.case.ask.strategy is Strategy.AUTHORIZE:
            operations.capture_payment(card.id, key="c", stamp=now_stamp())
            self.settle()
        return self.card(card)

    def settle(self) -> None:
        """Go on with all that waits until nothing does, or for so many rounds."""
        for _ in range(ROUNDS):
            self.hear()
            self.go_on()
            if not PaymentCall.objects.exclude(state__in=("done", "refused")).exists():
                break
        self.hear()

    def go_on(self) -> None:
        past = clock.now() - timedelta(minutes=30)
        open_calls = PaymentCall.objects.exclude(state__in=("done", "refused"))
        open_calls.update(next_at=past)
        open_calls.filter(lease_until__isnull=False).update(lease_until=past)
        for call in open_calls.order_by("id"):
            send(call.id)
            self.case.settles(self.twin, call.id.hex)

    def hear(self) -> list[int]:
        """Have the vendor tell what it has to tell, and read it."""
        statuses: list[int] = self.twin.outbox.deliver()
        read_all()
        return statuses

    def refund(self, card: PaymentCard, amount: Money, *, key: str = "r") -> UUID:
        call = operations.refund_payment(
            card.id, amount=amount, key=key, reason="broken", stamp=now_stamp()
        )
        send(call)
        self.case.settles(self.twin, call.hex)
        return call

    def card(self, card: PaymentCard) -> PaymentCard:
        return get_payment(card.id)

    def told(self, fact: str) -> int:
        return Fact.objects.filter(type=fact).count()
