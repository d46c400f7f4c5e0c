"""When an account's bills are fetched, and whose its differences are."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import BillNotFound, BillPlanInvalid
from guildhall.payments.events import BillPlanChanged
from guildhall.payments.models import Bill, BillPlan, ProviderAccount
from guildhall.payments.operations.bills import biller_of
from guildhall.payments.queries.reach import scopes_of


@dataclass(frozen=True, slots=True)
class BillTerms:
    """How an account's bills are fetched."""

    time_zone: str
    ready_at: time
    since: date
    owner: UUID | None = None
    enabled: bool = True


@transaction.atomic
def set_bill_plan(account: str, terms: BillTerms, *, stamp: Stamp) -> None:
    """Say when an account's bill of a day is there, from which day on, and whose work it is.

    Refuses with NotPermitted, BillPlanInvalid or BillsNotOffered.
    """
    row = ProviderAccount.objects.select_for_update(of=("self",)).filter(code=account).first()
    if row is None:
        raise BillPlanInvalid(errors={"account": N_("There is no such account.")})
    stamp.by.must("payments:edit", scope=scopes_of(row))
    if terms.time_zone not in available_timezones():
        raise BillPlanInvalid(errors={"time_zone": N_("Use a time zone such as Asia/Shanghai.")})
    if terms.enabled:
        biller_of(row.provider)

    values = {
        "time_zone": terms.time_zone,
        "ready_at": terms.ready_at,
        "since": terms.since,
        "owner_id": terms.owner,
        "enabled": terms.enabled,
        "updated_at": stamp.at,
    }
    BillPlan.objects.update_or_create(account=row, defaults=values)
    record(BillPlanChanged(account=account, enabled=terms.enabled, stamp=stamp))


@transaction.atomic
def fetch_again(bill: UUID, *, stamp: Stamp) -> None:
    """Have a bill fetched anew within a minute; one that somebody is at work on is left alone.

    Refuses with BillNotFound, NotPermitted, ProviderNotBound or BillsNotOffered.
    """
    rows = Bill.objects.select_for_update(of=("self",)).select_related("account__brand")
    row = rows.filter(pk=bill).first()
    if row is None:
        raise BillNotFound
    stamp.by.must("payments:edit", scope=scopes_of(row.account))
    biller_of(row.account.provider)
    if row.lease_until is not None and row.lease_until > stamp.at:
        return
    row.next_at = row.updated_at = stamp.at
    row.save(update_fields=["next_at", "updated_at"])
