"""What happens to shares of a charge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared(Event):
    """What all facts of shares tell."""

    reference: str
    payment: UUID
    amount: Money


@fact("payment.split_planned", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SplitPlanned(Shared):
    """Shares are asked of the provider. With `final`, nothing is shared after them."""

    split: UUID
    final: bool


@fact("payment.split_ended", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SplitEnded(Shared):
    """`amount` is what receivers got; `refused` what they did not."""

    split: UUID
    refused: Money
    final: bool


@fact("payment.share_refused", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShareRefused(Shared):
    """A receiver got nothing: their share is the merchant's again."""

    split: UUID
    leg: UUID
    receiver: str
    reason: str
    vendor_code: str


@fact("payment.share_return_asked", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShareReturnAsked(Shared):
    leg: UUID
    receiver: str


@fact("payment.share_returned", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShareReturned(Shared):
    leg: UUID
    receiver: str


@fact("payment.share_return_refused", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShareReturnRefused(Shared):
    leg: UUID
    receiver: str
    reason: str
    vendor_code: str


@fact("payment.split_shortfall", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SplitShortfall(Shared):
    """More was given back to the customer than was left: the house pays `amount` for receivers."""

    reason: str


@fact("payment.split_frees_soon", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SplitFreesSoon(Shared):
    """What was not shared by then goes to the merchant by itself, for good."""

    until: datetime


@fact("payment_account.receiver_added", subject="payment_account:{account}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiverAdded(Event):
    account: str
    receiver: str


@fact("payment_account.receiver_ended", subject="payment_account:{account}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiverAnswered(Event):
    """The provider knows a receiver now, or will not."""

    account: str
    receiver: str
    known: bool
    reason: str
    vendor_code: str
