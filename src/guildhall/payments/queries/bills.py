"""Bills by account and day, their lines, and what single transactions cost."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import BillNotFound
from guildhall.payments.models import Bill, BilledLine, BillPlan, PaymentEvent
from guildhall.payments.queries.reach import reached, scopes_of
from guildhall.payments.types import (
    BillCard,
    BilledLineCard,
    BillPlanCard,
    BillSum,
    Settlement,
)

VIEW = "payments:view"
# Who may change one may see what became of it.
SEES = (VIEW, "payments:edit")


def bills_due(*, at: datetime, most: int = 50) -> tuple[UUID, ...]:
    """Return the bills that are to be fetched now."""
    due = Bill.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return tuple(due.values_list("pk", flat=True)[:most])


def list_bills(
    *,
    stamp: Stamp,
    account: str = "",
    state: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[BillCard]:
    """Return one page of bills, the newest day first. Refuses with CursorInvalid."""
    rows = _seen(stamp)
    if account:
        rows = rows.filter(account__code=account)
    if state:
        rows = rows.filter(state=state)
    return page_of(rows, key=("day", "id"), cursor=cursor, limit=limit, to=bill_card)


def get_bill(bill: UUID, *, stamp: Stamp) -> BillCard:
    """Return one bill. Refuses with BillNotFound or NotPermitted."""
    row = _counted(Bill.objects.filter(pk=bill)).first()
    if row is None:
        raise BillNotFound
    stamp.by.must(*SEES, scope=scopes_of(row.account))
    return bill_card(row)


def list_billed_lines(
    bill: UUID, *, verdict: str = "", stamp: Stamp, cursor: str | None = None, limit: int = 50
) -> Page[BilledLineCard]:
    """Return one page of a bill's lines, in its order.

    Refuses with BillNotFound or CursorInvalid.
    """
    get_bill(bill, stamp=stamp)
    rows = BilledLine.objects.filter(bill=bill)
    if verdict:
        rows = rows.filter(verdict=verdict)
    key = ("position", "id")
    return page_of(rows, key=key, cursor=cursor, limit=limit, to=_line, newest_first=False)


def list_bill_plans(*, stamp: Stamp) -> tuple[BillPlanCard, ...]:
    """Return how the bills of each account are fetched."""
    rows = BillPlan.objects.filter(reached(stamp.by, VIEW, through="account__"))
    return tuple(_plan(row) for row in rows.select_related("account").order_by("account__code"))


def settlements_of(reference: str) -> tuple[Settlement, ...]:
    """Return what providers kept of a reference's money, and in which batches they paid out."""
    events = PaymentEvent.objects.filter(payment__reference=reference)
    lines = BilledLine.objects.filter(event_id__in=events.values("id")).select_related("bill")
    return tuple(map(settlement, lines.order_by("occurred_at", "id")))


def settlement(line: BilledLine) -> Settlement:
    """Return what a line of a bill says of the movement that it is about."""
    return Settlement(
        kind=line.kind,
        psp_reference=line.psp_reference,
        amount=Money(line.amount, line.currency),
        fee=Money(line.fee, line.fee_currency),
        day=line.bill.day,
        batch=line.batch,
        told_net=None if line.net is None else Money(line.net, line.net_currency),
    )


def _seen(stamp: Stamp) -> QuerySet[Bill]:
    return _counted(Bill.objects.filter(reached(stamp.by, VIEW, through="account__")))


def _counted(rows: QuerySet[Bill]) -> QuerySet[Bill]:
    open_items = Count("items", filter=~Q(items__state="solved"))
    return rows.select_related("account__brand").annotate(open_items=open_items)


def bill_card(row: Bill) -> BillCard:
    return BillCard(
        id=row.id,
        account=row.account.code,
        account_name=row.account.name or row.account.code,
        provider=row.account.provider,
        day=row.day,
        state=row.state,
        version=row.version,
        hash=row.hash,
        lines=row.lines,
        counts=row.counts,
        sums=tuple(_sum(each) for each in row.sums),
        fetched_at=row.fetched_at,
        next_at=row.next_at,
        last_error=row.last_error,
        open_items=getattr(row, "open_items", 0),
    )


def _sum(kept: Mapping[str, Any]) -> BillSum:
    return BillSum(
        kind=kept["kind"],
        lines=kept["lines"],
        amount=Money(Decimal(kept["amount"]), kept["currency"]),
        fee=Money(Decimal(kept["fee"]), kept["fee_currency"]),
    )


def _line(row: BilledLine) -> BilledLineCard:
    return BilledLineCard(
        position=row.position,
        kind=row.kind,
        key=row.key,
        psp_reference=row.psp_reference,
        amount=Money(row.amount, row.currency),
        fee=Money(row.fee, row.fee_currency),
        occurred_at=row.occurred_at,
        batch=row.batch,
        verdict=row.verdict,
    )


def _plan(row: BillPlan) -> BillPlanCard:
    return BillPlanCard(
        account=row.account_id,
        code=row.account.code,
        name=row.account.name or row.account.code,
        provider=row.account.provider,
        time_zone=row.time_zone,
        ready_at=row.ready_at,
        since=row.since,
        owner=row.owner_id,
        enabled=row.enabled,
    )
