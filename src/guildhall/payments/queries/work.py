"""What of money waits for somebody: about to lapse, not heard, not read, not given back."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from guildhall.payments import rules
from guildhall.payments.models import (
    Bill,
    GrantedRefund,
    Notification,
    Payment,
    PaymentCall,
    ProviderAccount,
)
from guildhall.payments.queries.payments import cards_of
from guildhall.payments.queries.reach import reached
from guildhall.payments.queries.refunds import refund_card
from guildhall.payments.states import CallState, GrantState, NoticeState
from guildhall.payments.types import RefundCard
from guildhall.payments.types.work import BillRun, LapseCard, NoticeCard, UnheardCard

VIEW = "payments:view"
SOON = timedelta(days=3)
MOST = 100


def list_lapsing(*, actor: Actor, at: datetime, most: int = MOST) -> tuple[LapseCard, ...]:
    """Return authorizations that are lost within three days, the first one to go first."""
    rows = _within(Payment.objects.select_related("account"), actor).filter(
        expires_at__gt=at, expires_at__lte=at + SOON, events__step="authorize_success"
    )
    found = cards_of(list(rows.order_by("expires_at", "id").distinct()[:most]))
    return tuple(
        LapseCard(
            payment=card.id,
            reference=card.reference,
            account=card.account,
            left=card.totals.capturable,
            until=card.expires_at,
        )
        for card in found
        if card.expires_at and card.totals.capturable
    )


def list_unheard(*, actor: Actor, most: int = MOST) -> tuple[UnheardCard, ...]:
    """Return calls that were asked after often without an answer, the oldest first."""
    rows = PaymentCall.objects.filter(
        state=CallState.UNKNOWN, attempts__gte=rules.UNRESOLVED_AFTER
    ).select_related("payment__account")
    found = _within(rows, actor, through="payment__").order_by("created_at", "id")[:most]
    return tuple(_unheard(call) for call in found)


def list_failed_notices(*, actor: Actor, most: int = MOST) -> tuple[NoticeCard, ...]:
    """Return notifications that were given up, the newest first."""
    rows = Notification.objects.filter(reached(actor, VIEW, through="account__"))
    failed = rows.filter(state=NoticeState.FAILED).select_related("account")
    return tuple(notice_card(row) for row in failed.order_by("-received_at", "id")[:most])


def list_granted(*, actor: Actor, most: int = MOST) -> tuple[RefundCard, ...]:
    """Return refunds that were granted and that nobody has given back yet, the oldest first."""
    rows = GrantedRefund.objects.filter(state__in=[GrantState.NONE, GrantState.FAILURE])
    found = _within(rows, actor).order_by("granted_at", "id")[:most]
    return tuple(refund_card(row) for row in found)


def list_bill_runs(*, actor: Actor) -> tuple[BillRun, ...]:
    """Return when each account's bills were fetched and are next, by code of the account."""
    seen = ProviderAccount.objects.filter(reached(actor, VIEW, through="")).order_by("code")
    newest = "account_id", "-day"
    last = {
        row.account_id: row
        for row in Bill.objects.filter(fetched_at__isnull=False)
        .order_by(*newest)
        .distinct("account_id")
    }
    due = {
        row.account_id: row
        for row in Bill.objects.filter(next_at__isnull=False)
        .order_by("account_id", "next_at")
        .distinct("account_id")
    }
    return tuple(_run(row.code, last.get(row.id), due.get(row.id)) for row in seen)


def _run(code: str, last: Bill | None, due: Bill | None) -> BillRun:
    return BillRun(
        account=code,
        last_day=last.day if last else None,
        fetched_at=last.fetched_at if last else None,
        next_day=due.day if due else None,
        next_at=due.next_at if due else None,
        last_error=due.last_error if due else "",
    )


def notice_card(row: Notification) -> NoticeCard:
    return NoticeCard(
        id=row.id,
        account=row.account.code,
        kind=row.kind,
        event_id=row.event_id,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        received_at=row.received_at,
    )


def _unheard(call: PaymentCall) -> UnheardCard:
    paid: Payment = call.payment
    return UnheardCard(
        call=call.id,
        payment=paid.id,
        reference=paid.reference,
        account=paid.account.code if paid.account else "",
        kind=call.kind,
        amount=Money(call.amount, paid.currency),
        attempts=call.attempts,
        created_at=call.created_at,
        next_at=call.next_at,
    )


def _within[M: Model](rows: QuerySet[M], actor: Actor, *, through: str = "") -> QuerySet[M]:
    """Return the rows whose scopes an actor reaches. Refuses with NotPermitted."""
    reach = actor.reach(VIEW)
    if not reach:
        return rows
    found = Q()
    for scope in reach:
        asked: dict[str, Any] = {f"{through}scopes__contains": [scope]}
        found |= Q(**asked)
    return rows.filter(found)
