"""Yes, no, never mind, too late: each once, on a locked row."""

from uuid import UUID

from django.db import transaction

from guildhall.approvals import rules
from guildhall.approvals.errors import ApprovalNotFound, ApprovalOver, NotYours
from guildhall.approvals.events import (
    ApprovalDenied,
    ApprovalExpired,
    ApprovalGranted,
    ApprovalWithdrawn,
)
from guildhall.approvals.models import Approval
from guildhall.approvals.queries.asking import asker_of, deciding_by
from guildhall.approvals.states import ApprovalMove, ApprovalState
from guildhall.approvals.types import version_of
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

_DECIDED = (
    "state",
    "decider_id",
    "decider_name",
    "decided_for_id",
    "decided_at",
    "note",
    "updated_at",
)
MOST_AT_ONCE = 500


@transaction.atomic
def grant(
    approval: UUID, *, reason: str = "", stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Let what was asked for be done, as it was asked for; a reaction carries it out.

    Refuses with ApprovalNotFound, PeopleDecide, OwnRequest, NotPermitted, ChangedMeanwhile,
    ApprovalOver or MoveNotAllowed.
    """
    row = lock_approval(approval)
    decided_for = _decide(row, ApprovalMove.GRANT, reason=reason, stamp=stamp, expected=expected)
    record(
        ApprovalGranted(
            approval=row.id,
            action=row.action,
            decided_for=decided_for,
            reason=reason,
            stamp=stamp,
        )
    )


@transaction.atomic
def deny(approval: UUID, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Say no to what was asked for, and why. Refuses as `grant` does."""
    row = lock_approval(approval)
    decided_for = _decide(row, ApprovalMove.DENY, reason=reason, stamp=stamp, expected=expected)
    record(
        ApprovalDenied(
            approval=row.id,
            action=row.action,
            decided_for=decided_for,
            reason=reason,
            stamp=stamp,
        )
    )


@transaction.atomic
def withdraw(
    approval: UUID, *, reason: str = "", stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Take back what one asked for, while nobody has decided.

    Refuses with ApprovalNotFound, NotYours, ChangedMeanwhile or MoveNotAllowed.
    """
    row = lock_approval(approval)
    must_be_theirs(row, stamp)
    expected.must_be(version_of(row.id, row.updated_at))

    row.move(ApprovalMove.WITHDRAW)
    row.note, row.finished_at, row.updated_at = reason, stamp.at, stamp.at
    row.save(update_fields=["state", "note", "finished_at", "updated_at"])

    record(ApprovalWithdrawn(approval=row.id, reason=reason, stamp=stamp))


@transaction.atomic
def expire_approvals(*, stamp: Stamp) -> int:
    """End what nobody decided in time, some hundreds at once; return how many.

    What somebody is deciding at this moment is left to them.
    """
    overdue = Approval.objects.filter(state=ApprovalState.WAITING, expires_at__lte=stamp.at)
    rows = overdue.order_by("pk").select_for_update(skip_locked=True)[:MOST_AT_ONCE]
    for row in rows:
        row.move(ApprovalMove.EXPIRE)
        row.finished_at, row.updated_at = stamp.at, stamp.at
        row.save(update_fields=["state", "finished_at", "updated_at"])
        record(ApprovalExpired(approval=row.id, action=row.action, stamp=stamp))
    return len(rows)


def lock_approval(approval: UUID) -> Approval:
    row = Approval.objects.select_for_update().filter(pk=approval).first()
    if row is None:
        raise ApprovalNotFound
    return row


def must_be_theirs(row: Approval, stamp: Stamp) -> None:
    """Refuse with NotYours unless they asked for it, or stand behind the key or app that did."""
    stands_behind = stamp.by.kind == "staff" and stamp.by.id == asker_of(row).behind
    if stamp.by.name != row.requester_name and not stands_behind:
        raise NotYours


def _decide(
    row: Approval, move: ApprovalMove, *, reason: str, stamp: Stamp, expected: Expected
) -> UUID | None:
    """Write down who decides, and return for whom they do so."""
    decided_for = rules.stands_in_for(
        deciding_by(stamp),
        asker_of(row),
        permission=rules.capability_for(row.action),
        scopes=tuple(row.scopes),
        four_eyes=row.four_eyes,
    )
    expected.must_be(version_of(row.id, row.updated_at))
    if row.state == ApprovalState.WAITING and row.expires_at <= stamp.at:
        raise ApprovalOver(expires_at=f"{row.expires_at:%Y-%m-%d %H:%M} UTC")

    row.move(move)
    row.decider_id, row.decider_name = stamp.by.id, stamp.by.name
    row.decided_for_id, row.decided_at = decided_for, stamp.at
    row.note, row.updated_at = reason, stamp.at
    row.save(update_fields=[*_DECIDED])
    return decided_for
