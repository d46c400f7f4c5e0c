"""Differences between bills and our books, and charge backs."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import DisputeNotFound, WorkItemNotFound
from guildhall.payments.models import Dispute, WorkItem
from guildhall.payments.queries.reach import reached, scopes_of
from guildhall.payments.states import DISPUTE, DisputeState
from guildhall.payments.types import (
    DisputeCard,
    ItemNoteCard,
    Side,
    WorkItemCard,
    WorkItemFilter,
)

VIEW = "payments:view"
# Who may change one may see what became of it.
SEES = (VIEW, "payments:edit")
OPEN = "open"
MOST_COUNTED = 10_001


def list_items(
    chosen: WorkItemFilter, *, stamp: Stamp, cursor: str | None = None, limit: int = 50
) -> Page[WorkItemCard]:
    """Return one page of differences, the newest first. Refuses with CursorInvalid."""
    rows = _chosen(chosen, stamp)
    return page_of(rows, key=("found_at", "id"), cursor=cursor, limit=limit, to=item_card)


def count_items(chosen: WorkItemFilter, *, stamp: Stamp) -> int:
    """Return how many differences there are, up to 10,001."""
    return _chosen(chosen, stamp).values("pk")[:MOST_COUNTED].count()


def count_items_by_kind(chosen: WorkItemFilter, *, stamp: Stamp) -> dict[str, int]:
    """Return how many differences there are of each kind."""
    counted = _chosen(chosen, stamp).order_by().values_list("kind").annotate(n=Count("id"))
    return dict(counted)


def get_item(item: UUID, *, stamp: Stamp) -> WorkItemCard:
    """Return one difference. Refuses with WorkItemNotFound or NotPermitted."""
    return item_card(_item(item, stamp))


def history_of_item(item: UUID, *, stamp: Stamp) -> tuple[ItemNoteCard, ...]:
    """Return what became of a difference, the oldest first.

    Refuses with WorkItemNotFound or NotPermitted.
    """
    notes = _item(item, stamp).notes.order_by("id")
    return tuple(ItemNoteCard(each.what, each.detail, each.actor, each.at) for each in notes)


def list_disputes(
    *, stamp: Stamp, state: str = "", cursor: str | None = None, limit: int = 50
) -> Page[DisputeCard]:
    """Return one page of charge backs, the newest first; `open` are those not over yet.

    Refuses with CursorInvalid.
    """
    rows = _disputes(stamp)
    if state == OPEN:
        rows = rows.exclude(state__in=[DisputeState.WON, DisputeState.LOST])
    elif state:
        rows = rows.filter(state=state)
    return page_of(rows, key=("opened_at", "id"), cursor=cursor, limit=limit, to=_dispute)


def get_dispute(dispute: UUID, *, stamp: Stamp) -> DisputeCard:
    """Return one charge back. Refuses with DisputeNotFound or NotPermitted."""
    row = Dispute.objects.select_related("account__brand", "payment").filter(pk=dispute).first()
    if row is None:
        raise DisputeNotFound
    stamp.by.must(*SEES, scope=scopes_of(row.account))
    return _dispute(row)


def _item(item: UUID, stamp: Stamp) -> WorkItem:
    row = WorkItem.objects.select_related("bill__account__brand").filter(pk=item).first()
    if row is None:
        raise WorkItemNotFound
    stamp.by.must(*SEES, scope=scopes_of(row.bill.account))
    return row


def _seen(stamp: Stamp) -> QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(reached(stamp.by, VIEW, through="bill__account__"))
    return rows.select_related("bill__account")


def _chosen(chosen: WorkItemFilter, stamp: Stamp) -> QuerySet[WorkItem]:
    rows = _seen(stamp)
    if chosen.state == OPEN:
        rows = rows.exclude(state="solved")
    elif chosen.state:
        rows = rows.filter(state=chosen.state)
    exact = {
        "kind": chosen.kind,
        "bill__account__code": chosen.account,
        "bill": chosen.bill,
        "bill__day": chosen.day,
        "owner_id": chosen.owner,
    }
    rows = rows.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.text:
        text = chosen.text.strip()
        named = Q(psp_reference=text) | Q(reference=text) | Q(key=text)
        rows = rows.filter(named)
    return rows


def _disputes(stamp: Stamp) -> QuerySet[Dispute]:
    rows = Dispute.objects.filter(reached(stamp.by, VIEW, through="account__"))
    return rows.select_related("account", "payment")


def _dispute(row: Dispute) -> DisputeCard:
    return DisputeCard(
        id=row.id,
        account=row.account.code,
        reference=row.payment.reference if row.payment else "",
        psp_reference=row.psp_reference,
        amount=Money(row.amount, row.currency),
        reason=row.reason,
        vendor_state=row.vendor_state,
        state=row.state,
        evidence=row.evidence,
        owner=row.owner_id,
        due_by=row.due_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        updated_at=row.updated_at,
        moves=tuple(DISPUTE.allowed(DisputeState(row.state))),
    )


def item_card(row: WorkItem) -> WorkItemCard:
    ours = _side(row.ours_amount, row.ours_currency, fee=row.ours_fee, at=row.ours_at)
    theirs = _side(row.theirs_amount, row.theirs_currency, fee=row.theirs_fee, at=row.theirs_at)
    return WorkItemCard(
        id=row.id,
        bill=row.bill_id,
        account=row.bill.account.code,
        day=row.bill.day,
        kind=row.kind,
        line_kind=row.line_kind,
        psp_reference=row.psp_reference,
        reference=row.reference,
        ours=ours,
        theirs=theirs,
        state=row.state,
        owner=row.owner_id,
        solution=row.solution,
        found_at=row.found_at,
        solved_at=row.solved_at,
        updated_at=row.updated_at,
    )


def _side(
    amount: Decimal | None, currency: str, *, fee: Decimal | None, at: datetime | None
) -> Side | None:
    if amount is None or at is None:
        return None
    return Side(Money(amount, currency), None if fee is None else Money(fee, currency), at)
