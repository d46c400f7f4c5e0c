"""Whether something needs somebody else's yes; if so, it waits as it was asked for."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from guildhall.approvals import rules
from guildhall.approvals.errors import NotWhatWasGranted
from guildhall.approvals.events import ApprovalRequested
from guildhall.approvals.models import Approval, ApprovalRule
from guildhall.approvals.states import CARRIED_OUT_BY, MOST_SHOWN, ApprovalState
from guildhall.approvals.types import Pending, Wish
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def ask_if_needed(wish: Wish, *, stamp: Stamp) -> Pending | None:
    """Return None where an operation may go on, or what it waits for instead.

    Call it once everything else was checked, before anything is changed, and return at once
    what it returns. Asked again for the same while it waits, the same is returned. Refuses
    with NotWhatWasGranted where a granted command does something else than it said.
    """
    if _is_carrying_out(wish, stamp):
        return None
    active = ApprovalRule.objects.filter(action=wish.action, is_active=True)
    rule = rules.rule_followed(active, scopes=wish.scopes)
    if rule is None or wish.measure < rule.threshold:
        return None

    lock_name(f"approvals.ask:{stamp.by.name}")
    found = _asked_already(wish, stamp) or _ask(wish, rule, stamp)
    return Pending(found.id, found.action, found.expires_at)


def _is_carrying_out(wish: Wish, stamp: Stamp) -> bool:
    """Return whether this is the granted command itself.

    The origin only says where to look. That it is so is proved by a state that is never
    committed: whoever sees it is the very transaction that took the command up.
    """
    if not stamp.origin.via.startswith(CARRIED_OUT_BY):
        return False
    named = UUID(stamp.origin.via.removeprefix(CARRIED_OUT_BY))
    granted = Approval.objects.filter(pk=named, state=ApprovalState.UNDERWAY).first()
    if granted is None:
        return False
    stored = (granted.command, granted.version, granted.payload)
    if stored != (wish.command, wish.version, _plain(wish.payload)):
        raise NotWhatWasGranted
    return True


def _asked_already(wish: Wish, stamp: Stamp) -> Approval | None:
    return Approval.objects.filter(
        state=ApprovalState.WAITING,
        expires_at__gt=stamp.at,
        requester_name=stamp.by.name,
        command=wish.command,
        version=wish.version,
        payload=_plain(wish.payload),
    ).first()


def _ask(wish: Wish, rule: ApprovalRule, stamp: Stamp) -> Approval:
    asked = Approval.objects.create(
        action=wish.action,
        command=wish.command,
        version=wish.version,
        payload=_plain(wish.payload),
        shown=_shown(wish),
        scopes=list(wish.scopes),
        measure=wish.measure,
        reason=wish.reason,
        four_eyes=rule.four_eyes,
        requester_kind=stamp.by.kind,
        requester_id=stamp.by.id,
        requester_name=stamp.by.name,
        created_at=stamp.at,
        expires_at=stamp.at + timedelta(hours=rule.hours),
        updated_at=stamp.at,
    )
    record(
        ApprovalRequested(
            approval=asked.id,
            action=asked.action,
            measure=asked.measure,
            expires_at=asked.expires_at,
            stamp=stamp,
        )
    )
    return asked


def _shown(wish: Wish) -> dict[str, Any]:
    lines = [
        [each.subject, each.field, each.before, each.after] for each in wish.changes[:MOST_SHOWN]
    ]
    return {"lines": lines, "more": len(wish.changes) - len(lines)}


def _plain(payload: Any) -> Any:
    """Return the payload as it will be read back. Raises TypeError where it is not plain JSON."""
    return json.loads(json.dumps(payload, allow_nan=False))
