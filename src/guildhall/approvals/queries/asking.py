"""Who asked, who may decide, and what they do so for: read from the people of the company."""

from datetime import datetime
from uuid import UUID

from guildhall.approvals.models import Approval, Delegation
from guildhall.approvals.types import Asker, Deciding
from guildhall.identity.oauth.queries import actor_of_app, apps_made_by, maker_of_app
from guildhall.identity.queries import actor_again, keys_made_by, maker_of_key
from guildhall.kernel.stamp import SYSTEM_GRANTS, Actor, Stamp

THROUGH_AN_APP = "app:"


def asker_of(row: Approval) -> Asker:
    """Return who asked, and the person behind a key or an app that did."""
    ident = row.requester_id
    behind = ident
    if ident is not None and row.requester_kind == "api_key":
        behind = maker_of_key(ident)
    if ident is not None and row.requester_kind == "app":
        behind = maker_of_app(ident)
    return Asker(row.requester_kind, ident, behind)


def asker_now(row: Approval, *, at: datetime) -> Actor | None:
    """Return who asked with what they may do now; None where they may no longer act here."""
    if row.requester_kind == "system":
        return Actor("system", row.requester_name, SYSTEM_GRANTS)
    if row.requester_id is None:
        return None
    if row.requester_kind == "app":
        return actor_of_app(row.requester_id)
    return actor_again(row.requester_kind, row.requester_id, at=at)


def deciding_by(stamp: Stamp) -> Deciding:
    """Return whoever wants to decide, with those for whom they stand in at that moment.

    What is lent to a person is not lent to the apps that they let in.
    """
    if stamp.by.id is None or stamp.by.kind != "staff":
        return Deciding(stamp.by)
    made = made_by(stamp.by.id)
    if stamp.origin.via.startswith(THROUGH_AN_APP):
        return Deciding(stamp.by, made)
    return Deciding(stamp.by, made, givers_to(stamp.by.id, at=stamp.at))


def givers_to(taker: UUID, *, at: datetime) -> tuple[Actor, ...]:
    """Return those for whom somebody stands in now, with what they may do themselves."""
    rows = Delegation.objects.filter(
        taker_id=taker, starts_at__lte=at, ends_at__gt=at, ended_at=None
    )
    givers = sorted(set(rows.values_list("giver_id", flat=True)))
    found = (actor_again("staff", giver, at=at) for giver in givers)
    return tuple(actor for actor in found if actor is not None)


def made_by(user: UUID) -> tuple[UUID, ...]:
    """Return the keys and apps that a person stands behind."""
    return (*keys_made_by(user), *apps_made_by(user))
