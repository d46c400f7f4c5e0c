"""What programs are told of money, and what they send."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.kernel.money import Money
from guildhall.payments.errors import REASONS
from guildhall.payments.states import Reason
from guildhall.payments.types import AccountCard, CallCard, PaymentCard, PaymentTotals, RefundCard

Words = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]


def told(money: Money) -> dict[str, str]:
    return {"amount": str(money.rounded().amount), "currency": money.currency}


class TotalsOut(Schema):
    """What moved, and what of each is asked for and not answered."""

    authorized: dict[str, str]
    charged: dict[str, str]
    refunded: dict[str, str]
    canceled: dict[str, str]
    authorize_pending: dict[str, str]
    charge_pending: dict[str, str]
    refund_pending: dict[str, str]
    cancel_pending: dict[str, str]
    charged_back: dict[str, str]
    capturable: dict[str, str]

    @classmethod
    def of(cls, totals: PaymentTotals) -> Self:
        return cls(**{name: told(getattr(totals, name)) for name in cls.model_fields})


class CallOut(Schema):
    """Something asked of a provider; `message` says in words why it was refused."""

    kind: str
    state: str
    amount: dict[str, str]
    reason: str
    vendor_code: str
    message: str
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, call: CallCard) -> Self:
        return cls(
            kind=call.kind,
            state=call.state,
            amount=told(call.amount),
            reason=call.reason,
            vendor_code=call.vendor_code,
            message=REASONS[Reason(call.reason)] if call.reason in set(Reason) else "",
            created_at=call.created_at,
            ended_at=call.ended_at,
        )


class PaymentOut(Schema):
    id: UUID
    reference: str
    method: str
    account: str
    amount: dict[str, str]
    strategy: str
    way: str
    state: str
    totals: TotalsOut
    calls: list[CallOut]
    expires_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, card: PaymentCard) -> Self:
        return cls(
            id=card.id,
            reference=card.reference,
            method=card.method,
            account=card.account,
            amount=told(card.amount),
            strategy=card.strategy,
            way=card.way,
            state=card.stand,
            totals=TotalsOut.of(card.totals),
            calls=[CallOut.of(call) for call in card.calls],
            expires_at=card.expires_at,
            created_at=card.created_at,
        )


class PaymentsOut(Schema):
    items: list[PaymentOut]


class Capture(Schema):
    """How much of the authorized is taken; without an amount, all of it.

    With `final` the rest is let go, otherwise it can be taken later where the provider can.
    """

    model_config = ConfigDict(extra="forbid")

    amount: Amount | None = None
    final: bool = True


class Why(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Words


class Arrived(Schema):
    """Money that was seen on the bank account."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount


class RefundLineIn(Schema):
    model_config = ConfigDict(extra="forbid")

    line: Annotated[str, Field(min_length=1, max_length=80)]
    quantity: Amount
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]


class RefundIn(Schema):
    """A refund as it is decided: with lines or shipping, they add up to the amount."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount
    reason: Words
    lines: Annotated[list[RefundLineIn], Field(max_length=200)] = Field(default_factory=list)
    shipping: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)] | None = None


class RefundLineOut(Schema):
    line: str
    quantity: str
    amount: dict[str, str]


class RefundOut(Schema):
    """What was decided, and whether it was given back: `none`, `pending`, `success`, `failure`."""

    id: UUID
    reference: str
    amount: dict[str, str]
    shipping: dict[str, str]
    lines: list[RefundLineOut]
    reason: str
    state: str
    granted_at: datetime
    ended_at: datetime | None
    business_date: date | None

    @classmethod
    def of(cls, card: RefundCard) -> Self:
        return cls(
            id=card.id,
            reference=card.reference,
            amount=told(card.amount),
            shipping=told(card.shipping),
            lines=[
                RefundLineOut(
                    line=x.line, quantity=f"{x.quantity.normalize():f}", amount=told(x.amount)
                )
                for x in card.lines
            ],
            reason=card.reason,
            state=card.state,
            granted_at=card.granted_at,
            ended_at=card.ended_at,
            business_date=card.business_date,
        )


class RefundsOut(Schema):
    items: list[RefundOut]


class AccountOut(Schema):
    """An account with a provider. Its keys are named, and never told."""

    code: str
    provider: str
    name: str
    live: bool
    brand: str
    enabled: bool
    key_names: list[str]
    updated_at: datetime

    @classmethod
    def of(cls, card: AccountCard) -> Self:
        return cls(
            code=card.code,
            provider=card.provider,
            name=card.name,
            live=card.live,
            brand=card.brand,
            enabled=card.enabled,
            key_names=list(card.secret_names),
            updated_at=card.updated_at,
        )


class AccountsOut(Schema):
    items: list[AccountOut]
