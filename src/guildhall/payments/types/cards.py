"""Payments, accounts and refunds, as others see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy
from guildhall.payments.types.amounts import PaymentTotals


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment that is to begin, with the account of this code.

    `scopes` are the reference's: who may see and move it. `origin` is the address of the
    company's host (`https://shop.example`) that the provider notifies. `token` is the customer's
    means (a card's token, an open id, the digits of a code); it is kept sealed, and no longer
    than the call. `for_real`: not by an account that moves no real money, where the brand has one
    that does; shoppers would get goods for nothing.
    """

    amount: Money
    account: str
    way: str
    strategy: Strategy = Strategy.CHARGE
    scopes: tuple[str, ...] = ()
    title: str = ""
    token: str = field(default="", repr=False)
    origin: str = ""
    return_url: str = ""
    payer_ip: str = ""
    expires_at: datetime | None = None
    will_split: bool = False
    for_real: bool = False


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call to a provider: what was asked, where it stands, why not."""

    id: UUID
    kind: str
    state: str
    amount: Money
    attempts: int
    reason: str
    vendor_code: str
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """A payment: how it stands, what moved, and what the customer needs to go on.

    `call` is the id of its first call, for who wants to hurry it (`run_soon`).
    """

    id: UUID
    reference: str
    method: str
    account: str
    amount: Money
    strategy: str
    way: str
    stand: str
    totals: PaymentTotals
    scopes: tuple[str, ...]
    psp_reference: str
    action: Mapping[str, str]
    expires_at: datetime | None
    created_at: datetime
    call: UUID | None = None
    reason: str = ""
    vendor_code: str = ""
    calls: tuple[CallCard, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What of a line is given back: the line as its reference names it, how many, how much."""

    line: str
    quantity: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class NewRefund:
    """A refund as somebody decides it: `amount` in all, of which `shipping`."""

    amount: Money
    reason: str
    lines: tuple[RefundLine, ...] = ()
    shipping: Money | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundCard:
    """A granted refund and where it stands."""

    id: UUID
    reference: str
    amount: Money
    shipping: Money
    lines: tuple[RefundLine, ...]
    reason: str
    state: str
    scopes: tuple[str, ...]
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None
    moves: tuple[str, ...] = ()
    business_date: date | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A merchant's account with a provider, as it is entered. `brand` is a brand's code or ''."""

    code: str
    provider: str
    live: bool
    name: str = ""
    brand: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account, without its secrets: they are named, never shown."""

    id: UUID
    code: str
    provider: str
    name: str
    live: bool
    brand: str
    settings: Mapping[str, str]
    secret_names: tuple[str, ...]
    before_until: datetime | None
    token: str = field(repr=False)
    enabled: bool
    forged: int
    forged_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: str

    @property
    def scopes(self) -> tuple[str, ...]:
        return (f"brand:{self.brand}",) if self.brand else ()
