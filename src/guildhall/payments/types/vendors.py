"""What payments and providers tell each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind, Outcome, Reason, Step


@dataclass(frozen=True, slots=True)
class Account:
    """A merchant's account with a provider, its secrets opened. Lives as long as one call.

    `settings` are plain (merchant number, app id), `secrets` are the keys; both by the names
    that the vendor uses. `base_url` is where the vendor answers, `timeout` in seconds.
    """

    id: UUID
    provider: str
    live: bool
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    base_url: str = ""
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Money that a provider is asked for.

    `key` is ours: 32 lowercase hex digits, the vendor's order number and idempotency key alike.
    `way` is how the customer pays there (`card`, `native`, `jsapi`, `h5`, `app`, `page`, `scan`);
    `token` is what the way needs (a card's token, a payer's open id, the digits of a 付款码).
    """

    key: str
    amount: Money
    reference: str
    title: str
    capture: bool
    way: str
    at: datetime
    token: str = ""
    return_url: str = ""
    notify_url: str = ""
    payer_ip: str = ""
    expires_at: datetime | None = None
    will_split: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something asked about a payment: capture, void, refund, or how it stands.

    `payment` is our key of it, `psp_reference` the vendor's, `key` ours of this change.
    `authorized` and `charged` are what was, in all: some vendors want to hear it. `way` is the
    payment's: a scan is called off in another manner than an open order.
    """

    payment: str
    psp_reference: str
    key: str
    amount: Money
    kind: CallKind
    at: datetime
    authorized: Money | None = None
    charged: Money | None = None
    charge_reference: str = ""
    reason: str = ""
    notify_url: str = ""
    final: bool = False
    way: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered to one call.

    `amount` is what really moved. `action` is what the customer needs to go on: `redirect_url`,
    `qr_code`, `client_secret`, or the parameters of an app. `expires_at` is until when an
    authorization holds, or a customer may pay. `fee` and `net` where the vendor tells them.
    """

    outcome: Outcome
    psp_reference: str = ""
    amount: Money | None = None
    at: datetime | None = None
    reason: Reason | None = None
    vendor_code: str = ""
    action: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class ProviderStep:
    """One event as a provider tells it; `key` is our change's where the vendor names it."""

    psp_reference: str
    step: Step
    amount: Money
    occurred_at: datetime
    key: str = ""
    reason: Reason | None = None
    vendor_code: str = ""
    fee: Money | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a payment stands at its provider: what became of a change, and all steps."""

    answer: Answer
    steps: tuple[ProviderStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A notification as it came: its very bytes, its headers by lowercase name, and when."""

    body: bytes
    headers: Mapping[str, str]
    at: datetime
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification says. `payment` is our key.

    Where the vendor does not repeat our key, `psp_reference` is one that a step of the payment
    has; both empty is a notification of nothing of ours. With `look`, the vendor tells too
    little: the payment is asked about.
    """

    event_id: str
    payment: str
    steps: tuple[ProviderStep, ...] = ()
    look: bool = False
    dispute: "DisputeNews | None" = None
    kind: str = ""
    psp_reference: str = ""


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """What a provider says of a charge back."""

    psp_reference: str
    amount: Money
    reason: str
    state: str
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a vendor wants to hear to a notification."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
