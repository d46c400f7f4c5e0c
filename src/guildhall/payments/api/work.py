"""Notifications that could not be read, and calls whose answer nobody heard, for programs."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.payments import operations
from guildhall.payments.api.schemas import told
from guildhall.payments.queries import work
from guildhall.payments.types.work import LapseCard, NoticeCard, UnheardCard

VIEW, EDIT = Needs("payments:view"), Needs("payments:edit")
notices = Router(tags=["payments"])
calls = Router(tags=["payments"])
lapses = Router(tags=["payments"])


class NoticeOut(Schema):
    """A notification of a provider that was given up."""

    id: UUID
    account: str
    kind: str
    event_id: str
    state: str
    attempts: int
    received_at: datetime

    @classmethod
    def of(cls, card: NoticeCard) -> Self:
        return cls(**{name: getattr(card, name) for name in cls.model_fields})


class UnheardOut(Schema):
    """A call of which nobody knows what became; it is asked after by itself, too."""

    call: UUID
    payment: UUID
    reference: str
    account: str
    kind: str
    amount: dict[str, str]
    attempts: int
    created_at: datetime
    next_at: datetime | None

    @classmethod
    def of(cls, card: UnheardCard) -> Self:
        names = set(cls.model_fields) - {"amount"}
        return cls(amount=told(card.amount), **{name: getattr(card, name) for name in names})


class LapseOut(Schema):
    """An authorization that is lost unless it is captured in time."""

    payment: UUID
    reference: str
    account: str
    left: dict[str, str]
    until: datetime

    @classmethod
    def of(cls, card: LapseCard) -> Self:
        names = set(cls.model_fields) - {"left"}
        return cls(left=told(card.left), **{name: getattr(card, name) for name in names})


class Asked(Schema):
    """What is looked after now, by its id."""

    id: UUID


type Hundred[T] = Annotated[list[T], Field(max_length=100)]


@notices.get(
    "", response=Hundred[NoticeOut], auth=VIEW, operation_id="list_failed_payment_notices"
)
def list_notices(request: HttpRequest) -> list[NoticeOut]:
    """List notifications that were given up, the newest first, at most a hundred."""
    found = work.list_failed_notices(actor=stamp_of(request).by)
    return [NoticeOut.of(card) for card in found]


@notices.post(
    "/{notice}/retry", response={200: Asked}, auth=EDIT, operation_id="retry_payment_notice"
)
@idempotent(status=200)
def retry(request: HttpRequest, notice: UUID) -> Asked:
    """Read a notification again that was given up."""
    operations.retry_notice(notice, stamp=stamp_of(request))
    return Asked(id=notice)


@calls.get("", response=Hundred[UnheardOut], auth=VIEW, operation_id="list_unheard_payment_calls")
def list_calls(request: HttpRequest) -> list[UnheardOut]:
    """List calls that were asked after often without an answer, at most a hundred."""
    return [UnheardOut.of(card) for card in work.list_unheard(actor=stamp_of(request).by)]


@calls.post(
    "/{payment_call}/look", response={200: Asked}, auth=EDIT, operation_id="look_payment_call"
)
@idempotent(status=200)
def look(request: HttpRequest, payment_call: UUID) -> Asked:
    """Ask the provider once more what became of a call."""
    operations.look_again(payment_call, stamp=stamp_of(request))
    return Asked(id=payment_call)


@lapses.get("", response=Hundred[LapseOut], auth=VIEW, operation_id="list_lapsing_payments")
def list_lapses(request: HttpRequest) -> list[LapseOut]:
    """List authorizations that are lost within three days unless they are captured."""
    stamp = stamp_of(request)
    return [LapseOut.of(card) for card in work.list_lapsing(actor=stamp.by, at=stamp.at)]
