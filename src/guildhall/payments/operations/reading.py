"""A kept notification is read: what it says ends where answers and looks end, too."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.payments import rules
from guildhall.payments.errors import NoticeNotFound
from guildhall.payments.models import Notification, Payment, PaymentCall, PaymentEvent
from guildhall.payments.operations.asking import asked_by, told_by
from guildhall.payments.operations.calling import let_go
from guildhall.payments.operations.disputes import note_dispute
from guildhall.payments.operations.noting import note_steps
from guildhall.payments.operations.receiving import notice_of
from guildhall.payments.ports import provider, read_on_commit
from guildhall.payments.queries.reach import scopes_of
from guildhall.payments.states import NoticeMove, NoticeState
from guildhall.payments.types import Notice, ProviderStep

GIVEN_UP_AFTER = 12
NOT_OURS_AFTER = 3
BODIES_KEPT = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1_000

type Now = Callable[[], datetime]


def read_notice(notice: UUID, *, now: Now) -> None:
    """Read a notification that waits; read again, it changes nothing.

    Where it says too little the provider is asked, outside of any transaction. What cannot be
    read yet is tried again later, and given up after a while for somebody to look at.
    """
    row = _taken(notice, at=now())
    if row is None:
        return
    said = notice_of(row)
    payment = _payment_of(said, account=row.account_id)
    steps = said.steps
    if payment is not None and said.look:
        steps = (*steps, *look_at(payment, at=now()))
    _keep(row, payment, steps, stamp=system_stamp("payments.notices", now()))


def look_at(payment: UUID, *, at: datetime) -> tuple[ProviderStep, ...]:
    """Return all that a provider tells when it is asked about a payment. Not in a transaction."""
    call = PaymentCall.objects.select_related("payment__account").get(pk=payment)
    asked = asked_by(call, at=at)
    let_go()
    reached("payments.notice_look_about_to")
    standing = provider(asked.account.provider).look(asked.account, asked.change)
    reached("payments.notice_look_answered")
    return (*standing.steps, *told_by(asked, standing.answer, at=at))


def _taken(notice: UUID, *, at: datetime) -> Notification | None:
    """Count a try, so that what fails by a defect is not tried for ever."""
    with transaction.atomic():
        rows = Notification.objects.select_for_update().filter(pk=notice)
        row = rows.filter(state=NoticeState.WAITING).first()
        if row is None:
            return None
        row.attempts += 1
        row.next_at = at + rules.wait_after(row.attempts)
        if row.attempts > GIVEN_UP_AFTER:
            row.move(NoticeMove.GIVE_UP)
        row.save(update_fields=["attempts", "next_at", "state"])
        reached("payments.notice_take_written")
    reached("payments.notice_taken")
    return row if row.state == NoticeState.WAITING else None


def _payment_of(said: Notice, *, account: UUID) -> UUID | None:
    """Return whose payment it is: by our key, or by a reference that one of its steps has.

    Of this account alone: whoever holds the secret of one says nothing of another's money.
    """
    try:
        named = UUID(hex=said.payment) if said.payment else None
    except ValueError:
        named = None
    ours = Payment.objects.filter(account=account)
    if named and ours.filter(pk=named).exists():
        return named
    if not said.psp_reference:
        return None
    found = ours.filter(psp_reference=said.psp_reference).values_list("id", flat=True)
    told = PaymentEvent.objects.filter(psp_reference=said.psp_reference, payment__account=account)
    return found.first() or told.values_list("payment_id", flat=True).first()


def _keep(
    notice: Notification,
    payment: UUID | None,
    steps: tuple[ProviderStep, ...],
    *,
    stamp: Stamp,
) -> None:
    said = notice_of(notice)
    with transaction.atomic():
        if payment is not None:
            note_steps(payment, steps, source="notice", stamp=stamp)
        if said.dispute is not None:
            note_dispute(notice.account_id, said.dispute, payment=payment, stamp=stamp)
        row = Notification.objects.select_for_update().get(pk=notice.pk)
        # Another company's money may move through the same account: then it is not ours.
        waits = payment is None and row.payment != "" and row.attempts < NOT_OURS_AFTER
        if row.state != NoticeState.WAITING or waits:
            return
        row.move(NoticeMove.READ)
        row.read_at, row.next_at = stamp.at, None
        row.save(update_fields=["state", "read_at", "next_at"])
        reached("payments.notice_read_written")
    reached("payments.notice_read")


@transaction.atomic
def retry_notice(notice: UUID, *, stamp: Stamp) -> None:
    """Try a notification again that was given up; its job finds it.

    Refuses with NoticeNotFound, NotPermitted or MoveNotAllowed.
    """
    rows = Notification.objects.select_for_update(of=("self",)).select_related("account__brand")
    row = rows.filter(pk=notice).first()
    if row is None:
        raise NoticeNotFound
    stamp.by.must("payments:edit", scope=scopes_of(row.account))
    row.move(NoticeMove.RETRY)
    row.attempts, row.next_at = 0, stamp.at
    row.save(update_fields=["state", "attempts", "next_at"])
    read_on_commit(notice)


@transaction.atomic
def forget_old_notices(*, stamp: Stamp) -> int:
    """Drop the bytes of notifications that were read long ago; return how many."""
    old = Notification.objects.filter(
        received_at__lt=stamp.at - BODIES_KEPT, state=NoticeState.DONE
    ).exclude(body=b"")
    some = old.order_by("received_at").values_list("id", flat=True)[:FORGOTTEN_AT_ONCE]
    return Notification.objects.filter(id__in=list(some)).update(body=b"", headers={}, query={})
