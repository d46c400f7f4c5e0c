"""Mails on their way: asked for once by a fact, sent by a worker, tried again for a day.

No transaction is open while a mail server is spoken to. A worker that died after the server took
a mail sends it once more, under the same Message-ID.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from guildhall.customers.ports import CodeToSend
from guildhall.customers.queries import locale_of
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.notifications import rules
from guildhall.notifications.errors import DeliveryNotFound
from guildhall.notifications.events import MailFailed, MailRetried, MailSent
from guildhall.notifications.models import Delivery
from guildhall.notifications.ports import send_on_commit
from guildhall.notifications.queries.letters import compose, language_of, words_of
from guildhall.notifications.states import DeliveryMove, MailKind
from guildhall.notifications.types import Letter, MailLine, Told
from guildhall.orders.queries import buyer_of, get_order
from guildhall.orders.types import OrderCard

AT_ONCE = 50

log = structlog.get_logger(__name__)


@transaction.atomic
def ask_mail(
    kind: MailKind, reference: str, *, cause: UUID, told: Mapping[str, str], stamp: Stamp
) -> None:
    """Have a customer told what has happened to their order; the same fact again asks for nothing.

    An order that told no e-mail address, and a brand that does not send such mails, ask for none.
    Refuses with OrderNotFound.
    """
    buyer, customer = buyer_of(reference)
    brand = next(s.removeprefix("brand:") for s in buyer.scopes if s.startswith("brand:"))
    wanted = (locale_of(customer) if customer else "") or buyer.locale
    if not buyer.email or not words_of(brand, kind, wanted).is_sent:
        return
    _, fresh = Delivery.objects.get_or_create(
        cause=cause,
        kind=str(kind),
        defaults={
            "reference": reference,
            "brand": brand,
            "locale": language_of(wanted),
            "told": dict(told),
            "next_try_at": stamp.at,
            "asked_at": stamp.at,
        },
    )
    if fresh:
        send_on_commit()


def send_due_mails(*, stamp: Stamp) -> int:
    """Send the mails that are due; return how many were sent. Refuses with NotPermitted."""
    stamp.by.must("organization:edit")
    sent = 0
    for row in _claim(stamp):
        letter, to = _written(row)
        if not to:
            _settle(row.id, DeliveryMove.SKIP, stamp=stamp)
            continue
        try:
            _post(letter, to=to, name=row.id)
        except OSError as error:  # what smtplib raises is one, too
            _put_off(row.id, error, stamp=stamp)
            continue
        reached("notifications.mail_sent")
        _settle(row.id, DeliveryMove.SEND, stamp=stamp)
        sent += 1
    return sent


@transaction.atomic
def retry_mail(delivery: UUID, *, stamp: Stamp) -> None:
    """Try a mail anew that had failed.

    Refuses with DeliveryNotFound, NotPermitted or MoveNotAllowed.
    """
    row = Delivery.objects.select_for_update().filter(id=delivery).first()
    if row is None:
        raise DeliveryNotFound
    stamp.by.must("orders:edit", scope=(f"brand:{row.brand}",))
    row.move(DeliveryMove.RETRY)
    row.attempts, row.next_try_at, row.last_error = 0, stamp.at, ""
    row.save()
    record(MailRetried(reference=row.reference, kind=row.kind, delivery=row.id, stamp=stamp))
    send_on_commit()


def send_code(code: CodeToSend) -> None:
    """Send a sign-in code by mail. Raises OSError where the server does not take it."""
    told = Told({"code": code.code, "minutes": str(code.minutes)})
    letter = compose(MailKind.SIGN_IN_CODE, brand=code.brand, locale=code.locale, told=told)
    _post(letter, to=code.to)


@transaction.atomic
def _claim(stamp: Stamp) -> list[Delivery]:
    """Take the mails that are due and keep others away from them for a while."""
    due = Delivery.objects.select_for_update(skip_locked=True).filter(
        state="waiting", next_try_at__lte=stamp.at
    )
    rows = list(due.order_by("next_try_at", "id")[:AT_ONCE])
    for row in rows:
        row.attempts += 1
        row.next_try_at = stamp.at + rules.LEASE
        row.save(update_fields=["attempts", "next_try_at"])
    return rows


@transaction.atomic
def _written(row: Delivery) -> tuple[Letter, str]:
    """Return a mail, and to whom it goes: asked now, so that who was erased is not written to."""
    buyer, _ = buyer_of(row.reference)
    order = get_order(row.reference)
    told = Told(_values(order, buyer.name, row.told), _lines(order))
    letter = compose(MailKind(row.kind), brand=row.brand, locale=row.locale, told=told)
    return letter, buyer.email


@transaction.atomic
def _settle(delivery: UUID, move: DeliveryMove, *, stamp: Stamp) -> None:
    row = Delivery.objects.select_for_update().get(id=delivery)
    row.move(move)
    row.last_error = ""
    row.sent_at = stamp.at if move is DeliveryMove.SEND else None
    row.save()
    if move is DeliveryMove.SEND:
        record(MailSent(reference=row.reference, kind=row.kind, delivery=row.id, stamp=stamp))


@transaction.atomic
def _put_off(delivery: UUID, error: OSError, *, stamp: Stamp) -> None:
    row = Delivery.objects.select_for_update().get(id=delivery)
    # Its type alone: what a server says names the address.
    row.last_error = type(error).__name__[:80]
    log.warning("mail_waits", error=row.last_error, attempts=row.attempts)
    if row.attempts >= rules.MOST_ATTEMPTS:
        row.move(DeliveryMove.FAIL)
        record(MailFailed(reference=row.reference, kind=row.kind, delivery=row.id, stamp=stamp))
    row.next_try_at = stamp.at + rules.wait_after(row.attempts)
    row.save()


def _post(letter: Letter, *, to: str, name: UUID | None = None) -> None:
    headers = {"Auto-Submitted": "auto-generated"}
    if name is not None:
        headers["Message-ID"] = f"<{name}@{settings.PUBLIC_HOST}>"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    message.send()


def _values(order: OrderCard, customer: str, told: Mapping[str, str]) -> dict[str, str]:
    return {
        "customer": customer,
        "order": order.row.number,
        "total": str(order.row.total.rounded()),
        "day": _day(order.row.placed_at),
        **told,
    }


def _lines(order: OrderCard) -> tuple[MailLine, ...]:
    return tuple(
        MailLine(each.title, f"{each.quantity.normalize():f}", str(each.total.rounded()))
        for each in order.lines
    )


def _day(at: datetime) -> str:
    return at.date().isoformat()
