"""The wire format of checkouts. Changing it is a new version, adding to it is not."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, HttpUrl

from guildhall.checkout.types import CheckoutCard, NewCheckout, StepCard, Tender
from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy
from public_site.storefront.schemas import Amount, Strict, Text, written_plainly

Exact = Annotated[
    Decimal, Field(max_digits=14, ge=0, allow_inf_nan=False), BeforeValidator(written_plainly)
]


class AmountIn(Strict):
    amount: Exact
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    def told(self) -> Money:
        return Money(self.amount, self.currency)


class TenderIn(Strict):
    """One way of paying: at which account of the shop, how, and how much.

    Without an amount it pays what the others leave. `token` is what the way needs, such as a
    card's token. `capture` takes the money at once, where it would otherwise only be reserved.
    """

    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    way: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,20}$")] = ""
    amount: AmountIn | None = None
    capture: bool = False
    token: Annotated[Text, Field(max_length=500)] = ""

    def told(self) -> Tender:
        return Tender(
            account=self.account,
            way=self.way,
            amount=self.amount.told() if self.amount else None,
            strategy=Strategy.CHARGE if self.capture else Strategy.AUTHORIZE,
            token=self.token,
        )


class CheckoutIn(Strict):
    """`total` is what the shopper saw; `return_url` where they come back to from a provider."""

    total: AmountIn
    tenders: Annotated[list[TenderIn], Field(max_length=5)]
    return_url: Annotated[HttpUrl, Field(max_length=500)] | None = None

    def told(self, *, origin: str, payer_ip: str) -> NewCheckout:
        return NewCheckout(
            total=self.total.told(),
            tenders=tuple(tender.told() for tender in self.tenders),
            return_url=str(self.return_url) if self.return_url else "",
            origin=origin,
            payer_ip=payer_ip,
        )


class CheckoutStepOut(BaseModel):
    """A payment of a checkout; `action` is what the customer has to do to go on."""

    account: str
    way: str
    amount: Amount | None
    state: str
    stand: str
    reason: str
    action: dict[str, str]

    @classmethod
    def of(cls, step: StepCard) -> Self:
        return cls(
            account=step.account,
            way=step.way,
            amount=Amount.of(step.amount) if step.amount else None,
            state=step.state,
            stand=step.stand,
            reason=step.reason,
            action=dict(step.action),
        )


class CheckoutOut(BaseModel):
    """A checkout. `waits_for` says who has to act where it waits, `reason` why it failed."""

    token: str
    state: Literal["running", "waiting", "undoing", "done", "failed"]
    waits_for: str
    reason: str
    order: str
    total: Amount
    payments: list[CheckoutStepOut]
    return_url: str
    ends_at: datetime

    @classmethod
    def of(cls, card: CheckoutCard) -> Self:
        return cls(
            token=card.token,
            state=card.row.state,  # type: ignore[arg-type] # one of its states
            waits_for=card.row.waits_for,
            reason=card.row.reason,
            order=card.row.order_number,
            total=Amount.of(card.row.total),
            payments=[CheckoutStepOut.of(s) for s in card.steps if s.kind == "authorize"],
            return_url=card.return_url,
            ends_at=card.row.deadline,
        )
