"""What happens to money. Amounts of movements are what moved just now, not what moved in all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved(Event):
    """What all movements tell. `payment` is the id of the payment."""

    reference: str
    method: str
    amount: Money
    payment: str = ""


@fact("payment.authorized", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentAuthorized(Moved):
    expires_at: datetime | None = None


@fact("payment.charged", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentCharged(Moved):
    """`late`: it came after the payment had been called off."""

    late: bool = False


@fact("payment.fell_through", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentFellThrough(Moved):
    """What had been authorized or charged is not any more, as the provider says."""


@fact("payment.voided", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentVoided(Moved): ...


@fact("payment.refunded", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRefunded(Moved): ...


@fact("payment.refund_came_back", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RefundCameBack(Moved): ...


@fact("payment.charged_back", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChargedBack(Moved): ...


@fact("payment.charge_back_reversed", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeBackReversed(Moved): ...


MOVEMENTS: tuple[type[Moved], ...] = (
    PaymentAuthorized,
    PaymentCharged,
    PaymentFellThrough,
    PaymentVoided,
    PaymentRefunded,
    RefundCameBack,
    ChargedBack,
    ChargeBackReversed,
)


@fact("payment.begun", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentBegun(Moved):
    """Money was asked for; nothing has moved."""

    provider: str = ""
    way: str = ""


@fact("payment.action_needed", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentActionNeeded(Event):
    """The customer has to do something at the provider. What, the payment's card says."""

    reference: str
    payment: str
    until: datetime | None = None


@fact("payment.refused", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRefused(Moved):
    reason: str
    vendor_code: str = ""


@fact("payment.call_refused", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentCallRefused(Moved):
    """A capture, a void or a refund was refused."""

    kind: str
    reason: str
    vendor_code: str = ""
    refund: UUID | None = None


@fact("payment.call_unresolved", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentCallUnresolved(Moved):
    """Nobody knows for long what became of a call. Somebody should look there by hand."""

    kind: str
    attempts: int


@fact("payment.authorization_lapses", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationLapses(Moved):
    """What is reserved is lost unless it is captured before then."""

    until: datetime


@fact("payment.refund_granted", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RefundGranted(Event):
    reference: str
    refund: UUID
    amount: Money
    shipping: Money
    reason: str


@fact("payment.refund_ended", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RefundEnded(Event):
    """A granted refund was given back, refused or withdrawn."""

    reference: str
    refund: UUID
    amount: Money
    state: str


@fact("payment_account.changed", subject="payment_account:{account}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentAccountChanged(Event):
    """An account was opened, changed or switched; no secret is in it."""

    account: str
    provider: str
    live: bool
    enabled: bool


@fact("payment_account.keys_rotated", subject="payment_account:{account}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentAccountKeysRotated(Event):
    account: str
    until: datetime
