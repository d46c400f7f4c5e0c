"""A checkout under its lock: its row, its steps, and how its payments stand."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from guildhall.checkout.errors import CheckoutNotFound
from guildhall.checkout.models import Checkout, CheckoutStep
from guildhall.checkout.operations.tenders import is_by_hand
from guildhall.checkout.queries.checkouts import card_of
from guildhall.checkout.rules import NOTHING_KEPT
from guildhall.checkout.states import StepKind, StepState
from guildhall.checkout.types import CheckoutCard
from guildhall.kernel.rows import Statement, send, updating
from guildhall.kernel.stamp import Stamp
from guildhall.payments.queries import payments_of
from guildhall.payments.states import Stand
from guildhall.payments.types import PaymentCard

OPEN = (StepState.WAITING, StepState.RUNNING)
# What may change of a checkout as it goes on.
FIELDS = (
    "state",
    "waits_for",
    "reason",
    "lease_until",
    "next_at",
    "ended_at",
    "updated_at",
)


@dataclass(slots=True)
class Going:
    """What somebody knows who takes a checkout on; nobody else does meanwhile."""

    row: Checkout
    steps: list[CheckoutStep]
    payments: tuple[PaymentCard, ...]
    stamp: Stamp

    @classmethod
    def lock(cls, key: UUID, stamp: Stamp) -> Self:
        """Lock a checkout and read how it stands. Refuses with CheckoutNotFound."""
        rows = Checkout.objects.select_related("cart__site").select_for_update(of=("self",))
        row = rows.filter(id=key).first()
        if row is None:
            raise CheckoutNotFound
        steps = list(CheckoutStep.objects.filter(checkout=row).order_by("position"))
        return cls(row, steps, payments_of(row.order_number), stamp)

    @property
    def kept(self) -> tuple[PaymentCard, ...]:
        """The payments of which something may be left to be given back."""
        return tuple(each for each in self.payments if each.stand not in NOTHING_KEPT)

    @property
    def waits_for_transfer(self) -> bool:
        return any(map(waits_for_hand, self.payments))

    @property
    def stands(self) -> tuple[Stand, ...]:
        """How the payments stand that a provider moves: the others come later by themselves."""
        return tuple(Stand(each.stand) for each in self.payments if not waits_for_hand(each))

    @property
    def refused_for(self) -> str:
        """Why a provider said no, if one did."""
        return next((p.reason for p in self.payments if p.stand == Stand.REFUSED), "")

    def open_steps(self) -> list[CheckoutStep]:
        return [step for step in self.steps if step.state in OPEN]

    def add_step(self, kind: StepKind, state: StepState) -> CheckoutStep:
        """Return a new step that begins now, behind the others; it is not written yet."""
        step = CheckoutStep(
            checkout=self.row,
            position=len(self.steps),
            kind=kind,
            state=state,
            attempts=1,
            started_at=self.stamp.at,
            ended_at=self.stamp.at if state == StepState.DONE else None,
        )
        self.steps.append(step)
        return step

    def save(self, *others: Statement) -> None:
        """Write the row, and others in the same message; who was at it is so no longer."""
        self.row.lease_until, self.row.updated_at = None, self.stamp.at
        send(updating([self.row], changed=FIELDS), *others)

    def card(self) -> CheckoutCard:
        known = {each.id: each for each in self.payments}
        return card_of(self.row, self.steps, known, at=self.stamp.at)


def waits_for_hand(payment: PaymentCard) -> bool:
    """Return whether this is to be transferred later: an order may stand before it is."""
    return is_by_hand(payment) and payment.stand == Stand.PENDING
