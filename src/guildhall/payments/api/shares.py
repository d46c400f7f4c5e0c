"""Shares of a charge for programs of the back office."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money
from guildhall.payments import queries
from guildhall.payments.api.schemas import Amount, told
from guildhall.payments.operations import splits
from guildhall.payments.queries.shares import get_tree, list_receivers
from guildhall.payments.types.shares import LegCard, NewLeg, SplitCard, TreeCard

of_payment = Router(tags=["payments"])

Code = Annotated[str, Field(min_length=1, max_length=40)]


class LegOut(Schema):
    """A receiver's share; `returned` is what is asked back of it or came back."""

    id: UUID
    receiver: str
    amount: dict[str, str]
    returned: dict[str, str]
    state: str
    reason: str
    vendor_code: str

    @classmethod
    def of(cls, leg: LegCard) -> Self:
        return cls(
            id=leg.id,
            receiver=leg.receiver,
            amount=told(leg.amount),
            returned=told(leg.returned),
            state=leg.state,
            reason=leg.reason,
            vendor_code=leg.vendor_code,
        )


class SplitOut(Schema):
    """Shares that were asked for together."""

    id: UUID
    final: bool
    state: str
    created_at: datetime
    ended_at: datetime | None
    legs: list[LegOut]

    @classmethod
    def of(cls, card: SplitCard) -> Self:
        return cls(
            id=card.id,
            final=card.final,
            state=card.state,
            created_at=card.created_at,
            ended_at=card.ended_at,
            legs=[LegOut.of(leg) for leg in card.legs],
        )


class SharesOut(Schema):
    """What of a charge was given where, and what is left of it."""

    charged: dict[str, str]
    fee: dict[str, str]
    shared: dict[str, str]
    returned: dict[str, str]
    refunded: dict[str, str]
    shortfall: dict[str, str]
    shareable: dict[str, str]
    refundable: dict[str, str]
    frees_at: datetime
    finished_at: datetime | None
    receivers: list[str]
    splits: list[SplitOut]

    @classmethod
    def of(cls, tree: TreeCard) -> Self:
        names = ("charged", "fee", "shared", "returned", "refunded", "shortfall")
        sums = {name: told(getattr(tree, name)) for name in (*names, "shareable", "refundable")}
        known = [each.code for each in list_receivers(tree.account) if each.state == "done"]
        return cls(
            **sums,
            frees_at=tree.frees_at,
            finished_at=tree.finished_at,
            receivers=known,
            splits=[SplitOut.of(each) for each in tree.splits],
        )


class ShareIn(Schema):
    receiver: Code
    amount: Amount
    description: Annotated[str, Field(max_length=80)] = ""


class SharesIn(Schema):
    """Shares by amount. With `final`, nothing is shared after them and the rest is set free."""

    legs: Annotated[list[ShareIn], Field(max_length=50)]
    final: bool = False


class BackIn(Schema):
    amount: Amount
    description: Annotated[str, Field(max_length=80)] = ""


@of_payment.get(
    "/{payment_id}/shares",
    response=SharesOut,
    auth=Needs("payments:view"),
    operation_id="get_shares",
)
def shares(request: HttpRequest, payment_id: UUID) -> SharesOut:
    """Show what of a charge was shared, came back and was refunded."""
    card = queries.get_payment(payment_id)
    stamp_of(request).by.must("payments:view", scope=card.scopes)
    return SharesOut.of(get_tree(payment_id))


@of_payment.post(
    "/{payment_id}/shares",
    response={201: SharesOut},
    auth=Needs("payments:edit"),
    operation_id="plan_shares",
)
@idempotent(status=201)
def plan(request: HttpRequest, payment_id: UUID, body: SharesIn) -> SharesOut:
    """Plan shares of a charge; the provider gives them out after this."""
    currency = queries.get_payment(payment_id).amount.currency
    legs = [NewLeg(e.receiver, Money(e.amount, currency), e.description) for e in body.legs]
    splits.plan_split(
        payment_id, legs, key=_key(request), final=body.final, stamp=stamp_of(request)
    )
    return SharesOut.of(get_tree(payment_id))


@of_payment.post(
    "/{payment_id}/shares/{share}/returns",
    response={201: SharesOut},
    auth=Needs("payments:edit"),
    operation_id="ask_share_back",
)
@idempotent(status=201)
def ask_back(  # noqa: PLR0917 - Ninja passes them by name
    request: HttpRequest, payment_id: UUID, share: UUID, body: BackIn
) -> SharesOut:
    """Ask a receiver to give a share back, or a part of it."""
    amount = Money(body.amount, queries.get_payment(payment_id).amount.currency)
    splits.ask_back(
        share,
        of=payment_id,
        amount=amount,
        key=_key(request),
        description=body.description,
        stamp=stamp_of(request),
    )
    return SharesOut.of(get_tree(payment_id))


def _key(request: HttpRequest) -> str:
    """Return what names this call: the same call again asks the provider for no more."""
    return request.headers["Idempotency-Key"][:100]
