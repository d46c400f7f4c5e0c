"""Notifications: checked and kept at once, read by a job. Who forges leaves a count behind."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from pydantic import TypeAdapter

from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import AccountNotFound, NoticeForged
from guildhall.payments.models import Notification, ProviderAccount
from guildhall.payments.ports import Provider, provider, read_on_commit
from guildhall.payments.queries.accounts import verifying
from guildhall.payments.types import Notice, Received, Reply

KEPT_HEADERS = 40
SWEPT_AFTER = timedelta(seconds=20)


def receive_notice(token: str, received: Received, *, stamp: Stamp) -> Reply:
    """Keep a notification for whom its address names; return what the vendor wants to hear.

    Told twice, it is kept once. Refuses with AccountNotFound or, by no secret of the account
    signed, NoticeForged: then nothing is kept but that it happened.
    """
    account = ProviderAccount.objects.filter(token=token).first()
    if account is None:
        raise AccountNotFound(account="")
    vendor = provider(account.provider)
    try:
        notice = _read(account, vendor, received)
    except NoticeForged:
        counted = ProviderAccount.objects.filter(pk=account.pk)
        counted.update(forged=F("forged") + 1, forged_at=stamp.at)
        raise
    if notice.event_id and not _is_known(account, notice):
        _keep(account, received, notice, stamp=stamp)
    return vendor.reply(accepted=True)


def _read(account: ProviderAccount, vendor: Provider, received: Received) -> Notice:
    """Return what it says, by today's secrets or by those that still overlap."""
    forged = NoticeForged()
    for each in verifying(account, at=received.at):
        try:
            return vendor.read_notice(each, received)
        except NoticeForged as error:
            forged = error
    raise forged


def _is_known(account: ProviderAccount, notice: Notice) -> bool:
    return Notification.objects.filter(account=account, event_id=notice.event_id).exists()


def _keep(account: ProviderAccount, received: Received, notice: Notice, *, stamp: Stamp) -> None:
    row = Notification(
        account=account,
        event_id=notice.event_id[:160],
        kind=notice.kind[:80],
        payment=(notice.payment or notice.psp_reference)[:80],
        body=received.body,
        headers=dict(list(received.headers.items())[:KEPT_HEADERS]),
        query=dict(received.query),
        said=said_by(notice),
        received_at=stamp.at,
        next_at=stamp.at + SWEPT_AFTER,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            read_on_commit(row.id)
            reached("payments.notice_written")
    except IntegrityError:
        return  # the same event, told twice at once
    reached("payments.notice_kept")


@cache
def _adapter() -> TypeAdapter[Notice]:
    return TypeAdapter(Notice)


def said_by(notice: Notice) -> Any:
    """Return what a notification says, as it is kept."""
    return _adapter().dump_python(notice, mode="json")


def notice_of(row: Notification) -> Notice:
    """Return what a kept notification says."""
    return _adapter().validate_python(row.said)
