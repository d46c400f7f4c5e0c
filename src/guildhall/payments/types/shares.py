"""Shares of a charge, as they are asked for and as others see them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class NewReceiver:
    """Who is to be given shares. `name` is for the provider's eyes; it is not kept."""

    code: str
    kind: str
    vendor_account: str
    name: str = field(default="", repr=False)
    relation: str = ""


@dataclass(frozen=True, slots=True)
class ReceiverCard:
    """A receiver, and whether the provider knows them."""

    id: UUID
    account: str
    code: str
    kind: str
    vendor_account: str
    relation: str
    state: str
    reason: str
    vendor_code: str


@dataclass(frozen=True, slots=True)
class NewLeg:
    """A share as somebody plans it, for the receiver of this code."""

    receiver: str
    amount: Money
    description: str = ""


@dataclass(frozen=True, slots=True)
class ReturnCard:
    id: UUID
    amount: Money
    state: str
    reason: str
    vendor_code: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LegCard:
    """One share: what of it came back, or is asked back, is `returned`."""

    id: UUID
    receiver: str
    kind: str
    amount: Money
    returned: Money
    state: str
    reason: str
    vendor_code: str
    returns: tuple[ReturnCard, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitCard:
    id: UUID
    final: bool
    state: str
    reason: str
    vendor_code: str
    created_at: datetime
    ended_at: datetime | None
    legs: tuple[LegCard, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeCard:
    """A charge and everything that was given of it."""

    payment: UUID
    reference: str
    account: str
    scopes: tuple[str, ...]
    charged: Money
    fee: Money
    shared: Money
    returned: Money
    refunded: Money
    shortfall: Money
    shareable: Money
    refundable: Money
    frees_at: datetime
    finished_at: datetime | None
    splits: tuple[SplitCard, ...] = ()
