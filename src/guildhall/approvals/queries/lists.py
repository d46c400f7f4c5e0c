"""What waits, what was decided: as far as whoever asks may see it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.approvals import rules
from guildhall.approvals.errors import ApprovalNotFound
from guildhall.approvals.models import Approval
from guildhall.approvals.queries.asking import asker_of, deciding_by, made_by
from guildhall.approvals.states import (
    ACTIONS,
    APPROVAL,
    ASKED_ANEW,
    ApprovalMove,
    ApprovalState,
)
from guildhall.approvals.types import (
    ApprovalCard,
    ApprovalFilter,
    ApprovalRow,
    Change,
    Deciding,
    Problem,
)
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import EVERYWHERE, Actor, Stamp

VIEW = "approvals:view"
MOST_COUNTED = 10_001


def list_approvals(
    chosen: ApprovalFilter, *, stamp: Stamp, cursor: str | None = None, limit: int = 50
) -> Page[ApprovalRow]:
    """Return one page, newest first; by `updated_since` in the order of change.

    Refuses with CursorInvalid.
    """
    rows = _chosen(chosen, stamp)
    if chosen.updated_since is not None:
        key, newest = ("updated_at", "id"), False
    else:
        key, newest = ("created_at", "id"), True
    return page_of(rows, key=key, cursor=cursor, limit=limit, to=row_of, newest_first=newest)


def list_waiting(*, stamp: Stamp, limit: int = 100) -> tuple[ApprovalRow, ...]:
    """Return what waits for this person to decide, the one that expires first before others."""
    rows = _chosen(ApprovalFilter(for_me=True), stamp).order_by("expires_at", "id")
    return tuple(row_of(row) for row in rows[:limit])


def count_approvals(chosen: ApprovalFilter, *, stamp: Stamp) -> int:
    """Return how many there are, up to 10,001."""
    return _chosen(chosen, stamp)[:MOST_COUNTED].count()


def anything_waits(*, at: datetime) -> bool:
    """Return whether anything at all waits for anybody: one cheap look."""
    return Approval.objects.filter(state=ApprovalState.WAITING, expires_at__gt=at).exists()


def payloads_on_their_way(
    command: str, *, like: Mapping[str, Any], at: datetime
) -> tuple[Mapping[str, Any], ...]:
    """Return what is asked of a command and neither refused nor done: waiting, or granted."""
    waits = Q(state=ApprovalState.WAITING, expires_at__gt=at)
    granted = Q(state__in=[ApprovalState.GRANTED, ApprovalState.UNDERWAY])
    rows = Approval.objects.filter(waits | granted, command=command, payload__contains=like)
    return tuple(rows.order_by("id").values_list("payload", flat=True))


def get_approval(approval: UUID, *, stamp: Stamp) -> ApprovalCard:
    """Return a request in full. Refuses with ApprovalNotFound, or NotPermitted to who may not."""
    deciding = deciding_by(stamp)
    row = Approval.objects.filter(pk=approval).first()
    if row is None:
        raise ApprovalNotFound
    if not Approval.objects.filter(_seen_by(deciding), pk=approval).exists():
        raise NotPermitted(permission=VIEW)
    asker = asker_of(row)
    is_theirs = stamp.by.name == row.requester_name or (
        stamp.by.kind == "staff" and stamp.by.id is not None and stamp.by.id == asker.behind
    )
    state = ApprovalState(row.state)
    is_open = state is ApprovalState.WAITING and row.expires_at > stamp.at
    return ApprovalCard(
        row_of(row),
        row.command,
        can_decide=is_open and _may_decide(row, deciding),
        can_withdraw=is_theirs and ApprovalMove.WITHDRAW in APPROVAL.allowed(state),
        can_ask_again=stamp.by.name == row.requester_name and state in ASKED_ANEW,
    )


def row_of(row: Approval) -> ApprovalRow:
    return ApprovalRow(
        id=row.id,
        action=row.action,
        measure=row.measure,
        scopes=tuple(row.scopes),
        state=row.state,
        reason=row.reason,
        changes=tuple(
            Change(subject=subject, field=field, before=before, after=after)
            for subject, field, before, after in row.shown.get("lines", ())
        ),
        more=row.shown.get("more", 0),
        requester=row.requester_name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        decider=row.decider_name,
        decided_for="" if row.decided_for_id is None else f"staff:{row.decided_for_id}",
        decided_at=row.decided_at,
        note=row.note,
        finished_at=row.finished_at,
        problem=Problem(**row.problem) if row.problem else None,
        updated_at=row.updated_at,
    )


def _chosen(chosen: ApprovalFilter, stamp: Stamp) -> QuerySet[Approval]:
    deciding = deciding_by(stamp)
    rows = Approval.objects.filter(_seen_by(deciding))
    if chosen.mine:
        rows = rows.filter(_asked_by(deciding))
    if chosen.for_me:
        open_now = Q(state=ApprovalState.WAITING, expires_at__gt=stamp.at)
        rows = rows.filter(open_now, _decidable_by(deciding))
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.action:
        rows = rows.filter(action=chosen.action)
    if chosen.updated_since is not None:
        rows = rows.filter(updated_at__gte=chosen.updated_since)
    return rows


def _seen_by(deciding: Deciding) -> Q:
    """Return what somebody may see: their own, what they may decide, and their reach."""
    seen = _asked_by(deciding) | _within(deciding.actor, VIEW)
    for able in (deciding.actor, *deciding.givers):
        for action, about in ACTIONS.items():
            seen |= Q(action=action) & _within(able, about.capability)
    return seen


def _decidable_by(deciding: Deciding) -> Q:
    """Return what somebody may decide upon: the same judgement as `rules.stands_in_for`."""
    person = deciding.actor
    if person.kind != "staff" or person.id is None:
        return Q(pk__in=())
    own = (person.id, *deciding.made)
    found = _decidable_as(person, but=own)
    for giver in deciding.givers:
        if giver.id is not None:
            found |= _decidable_as(giver, but=(*own, giver.id, *made_by(giver.id)))
    return found


def _decidable_as(able: Actor, *, but: tuple[UUID, ...]) -> Q:
    """Return what one person's right reaches; with four eyes not what any of these asked for."""
    # The house itself has no id: unknown, it would make the whole condition unknown in SQL.
    asked = Q(requester_id__isnull=False, requester_id__in=but)
    free = Q(four_eyes=False) | ~asked
    found = Q(pk__in=())
    for action, about in ACTIONS.items():
        found |= Q(action=action) & _within(able, about.capability) & free
    return found


def _asked_by(deciding: Deciding) -> Q:
    return Q(requester_name=deciding.actor.name) | Q(requester_id__in=deciding.made)


def _within(actor: Actor, permission: str) -> Q:
    held = {grant.scope for grant in actor.grants if grant.capability in {permission, "*"}}
    if EVERYWHERE in held:
        return ~Q(pk__in=())
    return Q(scopes__has_any_keys=sorted(held)) if held else Q(pk__in=())


def _may_decide(row: Approval, deciding: Deciding) -> bool:
    try:
        rules.stands_in_for(
            deciding,
            asker_of(row),
            permission=rules.capability_for(row.action),
            scopes=tuple(row.scopes),
            four_eyes=row.four_eyes,
        )
    except Refusal:
        return False
    return True
