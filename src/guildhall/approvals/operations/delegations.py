"""Who stands in for whom, for a time that ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from guildhall.approvals import rules
from guildhall.approvals.errors import DelegationNotFound, NotYours, PeopleDecide
from guildhall.approvals.events import DelegationEnded, DelegationGiven
from guildhall.approvals.models import Delegation
from guildhall.identity.queries import find_user
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp

DAY_SECONDS = 86_400


@transaction.atomic
def delegate(
    taker: UUID, *, starts_at: datetime, ends_at: datetime, reason: str = "", stamp: Stamp
) -> UUID:
    """Let somebody else decide what one may decide oneself, from then until then.

    What they may do by it is looked up when they decide: it is never more than the giver may
    at that moment. Refuses with PeopleDecide or DelegationInvalid.
    """
    giver = stamp.by.id
    if stamp.by.kind != "staff" or giver is None:
        raise PeopleDecide
    rules.must_be_lendable(
        days=(ends_at - starts_at).total_seconds() / DAY_SECONDS,
        is_over=ends_at <= stamp.at,
        to_self=taker == giver,
        knows_taker=find_user(taker) is not None,
    )
    terms = {"giver_id": giver, "taker_id": taker, "starts_at": starts_at, "ends_at": ends_at}
    row, is_new = Delegation.objects.get_or_create(
        **terms, ended_at=None, defaults={"reason": reason}
    )
    if is_new:
        record(
            DelegationGiven(
                delegation=row.id,
                giver=giver,
                taker=taker,
                starts_at=starts_at,
                ends_at=ends_at,
                stamp=stamp,
            )
        )
    return row.id


@transaction.atomic
def end_delegation(delegation: UUID, *, stamp: Stamp) -> None:
    """End it before its time: giver, taker, and whoever makes the rules may.

    Refuses with DelegationNotFound or NotYours.
    """
    row = Delegation.objects.select_for_update().filter(pk=delegation).first()
    if row is None:
        raise DelegationNotFound
    is_theirs = stamp.by.kind == "staff" and stamp.by.id in {row.giver_id, row.taker_id}
    if not is_theirs and not stamp.by.may("approvals:edit"):
        raise NotYours
    if row.ended_at is not None:
        return

    row.ended_at = stamp.at
    row.save(update_fields=["ended_at"])

    record(DelegationEnded(delegation=row.id, stamp=stamp))


@transaction.atomic
def forget_person(user: UUID, *, stamp: Stamp) -> None:
    """End what somebody lent or was lent who was erased, and forget why it was."""
    rows = Delegation.objects.filter(Q(giver_id=user) | Q(taker_id=user))
    for row in lock_in_order(rows):
        if row.ended_at is None:
            row.ended_at = stamp.at
            record(DelegationEnded(delegation=row.id, stamp=stamp))
        row.reason = ""
        row.save(update_fields=["ended_at", "reason"])
