"""Judgement about shares of a charge. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from guildhall.kernel.money import Money, minor_unit

# Of one charge, and of one split: what vendors allow at most.
SPLITS, LEGS, RETURNS = 50, 50, 20
FREE_AFTER = 30
RETURNABLE = timedelta(days=180)
WARNED_BEFORE = timedelta(days=3)
FEE_RATE = "0.006"


@dataclass(frozen=True, slots=True)
class Tree:
    """What of a charge was given where.

    `shared` are legs that were not refused, whole; `returned` what of them is asked back or came
    back; `refunded` what is on its way to the customer or there.
    """

    charged: Money
    fee: Money
    shared: Money
    returned: Money
    refunded: Money
    shortfall: Money

    @property
    def shareable(self) -> Money:
        """Return what can still be shared: a share that came back cannot be shared again."""
        return _positive(self.charged - self.fee - self.shared - self.refunded)

    @property
    def refundable(self) -> Money:
        """Return what can go back to the customer before receivers give theirs back."""
        given = self.shared - self.returned
        return _positive(self.charged + self.shortfall - given - self.refunded)

    def lacking(self, refund: Money) -> Money:
        """Return what receivers have to give back before this much can be refunded."""
        return _positive(refund - self.refundable)

    @property
    def is_kept(self) -> bool:
        """Return whether nothing is given out twice."""
        zero = Money.zero(self.charged.currency)
        given = self.shared - self.returned
        return (
            zero <= self.returned <= self.shared
            and self.shared + self.fee <= self.charged
            and self.refunded <= self.charged
            and given + self.refunded <= self.charged + self.shortfall
        )


def _positive(money: Money) -> Money:
    return max(money, Money.zero(money.currency))


def fee_of(charged: Money, *, rate: str) -> Money:
    """Return what the vendor takes of a charge, where it does not tell: to the minor unit."""
    unit = minor_unit(charged.currency)
    return Money((charged.amount * Decimal(rate)).quantize(unit, ROUND_HALF_UP), charged.currency)


def frees_at(charged_at: datetime, *, days: int) -> datetime:
    """Return when the vendor gives what was not shared to the merchant."""
    return charged_at + timedelta(days=days)


def total_of(amounts: Sequence[Money], *, currency: str) -> Money:
    return sum(amounts, Money.zero(currency))


def standing_shortfall(tree: Tree) -> Money:
    """Return the shortfall that there is whatever was agreed: refunds made elsewhere count."""
    given = tree.shared - tree.returned
    return max(tree.shortfall, _positive(given + tree.refunded - tree.charged))
