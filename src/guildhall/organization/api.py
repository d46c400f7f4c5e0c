"""How channels wait for money, for programs."""

from typing import Annotated, Literal, Self

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.operations import LONGEST_WAIT, SHORTEST_WAIT, set_channel_payment
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

router = Router(tags=["channels"])


class ChannelPayment(Schema):
    """How long orders wait for money, and what becomes of money that comes later.

    Null is as long as their stock is held. `refund` gives late money back, `reopen` opens the
    order again.
    """

    model_config = ConfigDict(extra="forbid")

    unpaid_minutes: Annotated[int, Field(ge=SHORTEST_WAIT, le=LONGEST_WAIT)] | None = None
    late_payment: Literal["refund", "reopen"] = "refund"

    @classmethod
    def of(cls, card: ChannelCard) -> Self:
        wait = None if card.unpaid is None else int(card.unpaid.total_seconds() // 60)
        return cls.model_validate({"unpaid_minutes": wait, "late_payment": card.late_payment})


@router.get(
    "/{channel}/payment",
    response=ChannelPayment,
    auth=Needs("orders:view"),
    operation_id="get_channel_payment",
)
def get_payment(request: HttpRequest, channel: str) -> ChannelPayment:
    """Show how long a channel's orders wait for money."""
    card = get_channel(channel)
    stamp_of(request).by.must("orders:view", scope=card.scopes)
    return ChannelPayment.of(card)


@router.put(
    "/{channel}/payment",
    response={200: ChannelPayment},
    auth=Needs("orders:approve"),
    operation_id="set_channel_payment",
)
@idempotent(status=200)
def set_payment(request: HttpRequest, channel: str, body: ChannelPayment) -> ChannelPayment:
    """Say how long a channel's orders wait for money, and what becomes of late money."""
    set_channel_payment(
        channel,
        unpaid_minutes=body.unpaid_minutes,
        late_payment=body.late_payment,
        stamp=stamp_of(request),
    )
    return body
