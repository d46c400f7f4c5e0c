"""What was granted is done: once, as it was stored, with the rights its asker has by now."""

from typing import Any
from uuid import UUID

from django.db import transaction

from guildhall.approvals.errors import NotOver, NotWhatWasGranted, NotYours, RequesterGone
from guildhall.approvals.events import ApprovalCarriedOut, ApprovalFailed
from guildhall.approvals.models import Approval
from guildhall.approvals.operations.deciding import lock_approval
from guildhall.approvals.ports import StoredCommand, commands
from guildhall.approvals.queries.asking import asker_now
from guildhall.approvals.states import ASKED_ANEW, CARRIED_OUT_BY, ApprovalMove, ApprovalState
from guildhall.approvals.types import Pending
from guildhall.kernel.events import record
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Origin, Stamp


@transaction.atomic
def carry_out(approval: UUID, *, stamp: Stamp) -> None:
    """Do what was granted, or write down why it could not be done: then nothing was.

    What is not an expected no leaves it granted, to be tried again. Refuses with
    ApprovalNotFound, or with MoveNotAllowed where it was carried out before.
    """
    row = lock_approval(approval)
    row.move(ApprovalMove.TAKE_UP)
    row.save(update_fields=["state"])

    refusal = _refusal_of(row, stamp)
    row.move(ApprovalMove.FAIL if refusal else ApprovalMove.FINISH)
    row.problem = _told(refusal) if refusal else {}
    row.finished_at, row.updated_at = stamp.at, stamp.at
    row.save(update_fields=["state", "problem", "finished_at", "updated_at"])

    if refusal:
        record(ApprovalFailed(approval=row.id, action=row.action, code=refusal.code, stamp=stamp))
    else:
        record(ApprovalCarriedOut(approval=row.id, action=row.action, stamp=stamp))


@transaction.atomic
def ask_again(approval: UUID, *, stamp: Stamp) -> Pending | None:
    """Ask anew for what failed or expired, as things stand today; the old request stays.

    The stored command is tried: what has changed meanwhile is refused at once or shown as it
    is now, and what needs nobody's yes any more is done (None). Refuses with ApprovalNotFound,
    NotYours, NotOver, CommandUnknown, or whatever the operation refuses.
    """
    row = lock_approval(approval)
    if stamp.by.name != row.requester_name:
        raise NotYours
    if ApprovalState(row.state) not in ASKED_ANEW:
        raise NotOver(state=row.state)
    found = commands().run(_stored(row), stamp=stamp)
    return found if isinstance(found, Pending) else None


def _refusal_of(row: Approval, stamp: Stamp) -> Refusal | None:
    """Run the stored command; a refusal undoes all that it did."""
    try:
        with transaction.atomic():
            _run(row, stamp)
    except Refusal as refusal:
        return refusal
    return None


def _run(row: Approval, stamp: Stamp) -> None:
    asker = asker_now(row, at=stamp.at)
    if asker is None:
        raise RequesterGone
    origin = Origin(via=f"{CARRIED_OUT_BY}{row.id}")
    found = commands().run(_stored(row), stamp=Stamp(asker, stamp.at, stamp.request_id, origin))
    if isinstance(found, Pending):
        raise NotWhatWasGranted


def _stored(row: Approval) -> StoredCommand:
    return StoredCommand(row.command, row.version, row.payload)


def _told(refusal: Refusal) -> dict[str, Any]:
    facts = {name: str(value) for name, value in refusal.facts.items()}
    return {"code": refusal.code, "message": refusal.message, "facts": facts}
