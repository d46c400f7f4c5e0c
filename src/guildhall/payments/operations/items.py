"""Differences: taken, solved with a reason, opened again. Each step is kept."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import SolutionMissing, WorkItemNotFound
from guildhall.payments.events import WorkItemMoved
from guildhall.payments.models import ItemNote, WorkItem
from guildhall.payments.queries.reach import scopes_of
from guildhall.payments.states import ItemMove, ItemState, Solution


@transaction.atomic
def take_item(item: UUID, *, owner: UUID | None, stamp: Stamp) -> None:
    """Give a difference to somebody, or back to nobody.

    Refuses with WorkItemNotFound, NotPermitted or MoveNotAllowed.
    """
    held = _locked(item, stamp)
    if held.owner_id == owner and held.state != ItemState.OPEN:
        return
    if owner is not None:
        held.move(ItemMove.TAKE)
    elif held.state == ItemState.IN_WORK:
        held.move(ItemMove.PUT_BACK)
    held.owner_id = owner
    _save(held, "owner_id", "state", stamp=stamp)
    _tell(held, "take", str(owner or ""), stamp=stamp)


@transaction.atomic
def solve_item(item: UUID, *, solution: Solution, note: str = "", stamp: Stamp) -> None:
    """Say why a difference is none any more; the same again changes nothing.

    Refuses with WorkItemNotFound, NotPermitted, SolutionMissing or MoveNotAllowed.
    """
    held = _locked(item, stamp)
    if held.state == ItemState.SOLVED and held.solution == solution:
        return
    if solution is Solution.SETTLED_LATER or (solution is Solution.OTHER and not note.strip()):
        raise SolutionMissing(errors={"note": "Say why this difference is none any more."})
    held.move(ItemMove.SOLVE)
    held.solution, held.solved_at = solution, stamp.at
    _save(held, "state", "solution", "solved_at", stamp=stamp)
    _tell(held, "solve", f"{solution}: {note}".strip(": "), stamp=stamp)


@transaction.atomic
def reopen_item(item: UUID, *, note: str = "", stamp: Stamp) -> None:
    """Open a difference again. Refuses with WorkItemNotFound, NotPermitted or MoveNotAllowed."""
    held = _locked(item, stamp)
    held.move(ItemMove.REOPEN)
    held.solution, held.solved_at = "", None
    _save(held, "state", "solution", "solved_at", stamp=stamp)
    _tell(held, "reopen", note, stamp=stamp)


@transaction.atomic
def note_on_item(item: UUID, *, note: str, stamp: Stamp) -> None:
    """Write something beside a difference. Refuses with WorkItemNotFound or NotPermitted."""
    held = _locked(item, stamp)
    if note.strip():
        _write(held, "note", note, stamp=stamp)


def _locked(item: UUID, stamp: Stamp) -> WorkItem:
    rows = WorkItem.objects.select_for_update(of=("self",)).select_related("bill__account__brand")
    held = rows.filter(pk=item).first()
    if held is None:
        raise WorkItemNotFound
    stamp.by.must("payments:edit", scope=scopes_of(held.bill.account))
    return held


def _save(held: WorkItem, *fields: str, stamp: Stamp) -> None:
    held.updated_at = stamp.at
    held.save(update_fields=[*fields, "updated_at"])


def _tell(held: WorkItem, what: str, detail: str, *, stamp: Stamp) -> None:
    _write(held, what, detail, stamp=stamp)
    record(
        WorkItemMoved(
            account=held.bill.account.code,
            day=held.bill.day,
            item=held.id,
            state=held.state,
            solution=held.solution,
            stamp=stamp,
        )
    )


def _write(held: WorkItem, what: str, detail: str, *, stamp: Stamp) -> None:
    ItemNote(item=held, what=what, detail=detail[:500], actor=stamp.by.name, at=stamp.at).save(
        force_insert=True
    )
