"""Mails that are owed: written down with the change, sent by a job, found again by the sweep.

At least once: whoever dies between the server's yes and our note sends again, under the same
Message-ID.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.openings.models import Opening, OpeningMail
from tenants.openings.queries import origin_of
from tenants.openings.rules import links
from tenants.openings.states import LEASE, LONGEST_WAIT, MAILS_A_DAY, MailKind, OpeningState

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)


def owe_mail(row: Opening, kind: MailKind, *, stamp: Stamp) -> None:
    """Write down that a mail is owed, unless its address has had enough for a day.

    Silently: a stranger must not learn from us what an address was sent.
    """
    had = OpeningMail.objects.filter(
        opening__email=row.email, kind=MailKind.CONFIRM, wanted_at__gt=stamp.at - DAY
    )
    if kind is MailKind.CONFIRM and had.count() >= MAILS_A_DAY:
        return
    OpeningMail(opening=row, kind=kind, wanted_at=stamp.at, next_try_at=stamp.at).save(
        force_insert=True
    )


def send_due_mails(opening: UUID, *, stamp: Stamp) -> None:
    """Send what is owed about an opening. No transaction is open while a server is spoken to."""
    with enter(PLATFORM):
        for mail in _claim(opening, stamp):
            try:
                _compose(mail).send()
            except OSError as error:  # what smtplib raises is one, too
                log.warning("mail_waits", error=type(error).__name__, attempts=mail.attempts)
                wait = min(timedelta(seconds=2**mail.attempts), LONGEST_WAIT)
                OpeningMail.objects.filter(id=mail.id).update(next_try_at=stamp.at + wait)
                continue
            reached("openings.mail_sent")
            OpeningMail.objects.filter(id=mail.id).update(sent_at=stamp.at)


@transaction.atomic
def _claim(opening: UUID, stamp: Stamp) -> list[OpeningMail]:
    """Take the mails that are due and keep others away from them for a while."""
    due = OpeningMail.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        opening=opening, sent_at__isnull=True, next_try_at__lte=stamp.at
    )
    rows = list(due.select_related("opening").order_by("id"))
    for row in rows:
        row.attempts += 1
        row.next_try_at = stamp.at + LEASE
        row.save(update_fields=["attempts", "next_try_at"])
    return rows


def _compose(mail: OpeningMail) -> EmailMultiAlternatives:
    row = mail.opening
    context = {"opening": row, "link": _link(mail), **_told(mail)}
    with override(row.language):
        subject = render_to_string(f"openings/{mail.kind}.subject.txt", context)
        text = render_to_string(f"openings/{mail.kind}.txt", context)
        html = render_to_string(f"openings/{mail.kind}.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[row.email],
        headers={
            "Message-ID": f"<{mail.id}@{settings.PUBLIC_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def _link(mail: OpeningMail) -> str:
    row = mail.opening
    if mail.kind == MailKind.CONFIRM:
        token = links.confirmation(settings.SECRET_KEY, row.id)
        return f"{origin_of(settings.PUBLIC_HOST)}/start/confirm/{token}"
    secret = links.invitation(settings.SECRET_KEY, row.id, nonce=row.nonce)
    return f"{origin_of(row.host)}/accounts/invitation/{secret}"


def _told(mail: OpeningMail) -> dict[str, Any]:
    """Return what only the reader of the mailbox may learn: companies opened from here before."""
    if mail.kind != MailKind.CONFIRM:
        return {"console": origin_of(mail.opening.host)}
    others = Opening.objects.filter(email=mail.opening.email, state=OpeningState.OPEN)
    found = others.order_by("name").values_list("name", "host")[:5]
    return {"others": [(name, origin_of(host)) for name, host in found]}
