"""What a person may do here, and whether they may come in at all."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from guildhall.identity import rules
from guildhall.identity.errors import PersonNotFound
from guildhall.identity.events import GrantsChanged, StaffDeactivated, StaffReactivated
from guildhall.identity.models import StaffRole, User
from guildhall.identity.operations.rights import (
    lock_rights,
    must_hold_role,
    must_leave_an_owner,
)
from guildhall.identity.operations.sessions import end_other_sessions
from guildhall.identity.types import Terms
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def change_grants(
    user: UUID, *, terms: Sequence[Terms], stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Let a person hold these roles and no others; what stays as it was is left alone.

    Whoever changes it needs each right that is given or taken, in the same scope and for as
    long. Refuses with PersonNotFound, ChangedMeanwhile, NotPermitted, RoleNotFound, NoSuchScope,
    GrantExpired, MoreThanYouHold or LastOwner.
    """
    lock_rights()
    person = _lock(user)
    before = _held(person, stamp)
    expected.must_be(rules.version_of(before))
    wanted = list({(each.role, each.scope): each for each in terms}.values())
    given = [each for each in wanted if each not in before]
    taken = [each for each in before if each not in wanted]
    _must_be_theirs(given, taken, stamp=stamp)
    if not given and not taken:
        return

    _outdated(person, [each for each in before if each in wanted]).delete()
    StaffRole.objects.bulk_create(_row(person, each, stamp) for each in given)
    _must_leave_an_owner(taken)

    changed = {"given": tuple(map(str, given)), "taken": tuple(map(str, taken))}
    record(GrantsChanged(user=user, **changed, stamp=stamp))


@transaction.atomic
def deactivate_staff(user: UUID, *, stamp: Stamp) -> None:
    """Let a person in no more; their sessions are over, and their name stays in the history.

    Refuses with PersonNotFound, NotPermitted, MoreThanYouHold or LastOwner.
    """
    lock_rights()
    person = _lock(user)
    held = _held(person, stamp)
    _must_be_theirs((), held, stamp=stamp)
    if not person.is_active:
        return

    person.is_active = False
    person.save(update_fields=["is_active"])
    end_other_sessions(user=user, but="", stamp=stamp)
    _must_leave_an_owner(held)

    record(StaffDeactivated(user=user, stamp=stamp))


@transaction.atomic
def reactivate_staff(user: UUID, *, stamp: Stamp) -> None:
    """Let a person in again, with the roles that they held.

    Refuses with PersonNotFound, NotPermitted, MoreThanYouHold or PlanLimitReached.
    """
    lock_rights()
    person = _lock(user)
    _must_be_theirs((), _held(person, stamp), stamp=stamp)
    if person.is_active:
        return

    must_have_room("staff")
    person.is_active = True
    person.save(update_fields=["is_active"])

    record(StaffReactivated(user=user, stamp=stamp))


def _lock(user: UUID) -> User:
    person = User.objects.select_for_update().filter(pk=user).first()
    if person is None:
        raise PersonNotFound
    return person


def _held(person: User, stamp: Stamp) -> list[Terms]:
    """Return what counts now; what has ended is nobody's business any more."""
    rows = StaffRole.objects.filter(user=person).order_by("pk")
    held = (Terms(row.role, row.scope, row.expires_at) for row in rows)
    return [each for each in held if each.expires_at is None or each.expires_at > stamp.at]


def _must_be_theirs(given: Iterable[Terms], taken: Sequence[Terms], *, stamp: Stamp) -> None:
    """Refuse unless whoever changes it has people in their care there, and holds it too."""
    given = list(given)
    for scope in sorted({each.scope for each in (*given, *taken)}) or [EVERYWHERE]:
        stamp.by.must("staff:edit", scope=(scope,))
    for each in given:
        rules.must_not_be_over(each, at=stamp.at)
        must_hold_role(each.role, scope=each.scope, stamp=stamp, until=each.expires_at)
    for each in taken:
        must_hold_role(each.role, scope=each.scope, stamp=stamp, until=stamp.at)


def _outdated(person: User, kept: Iterable[Terms]) -> QuerySet[StaffRole]:
    """Return the rows to delete: what was taken, and what has ended."""
    rows = StaffRole.objects.filter(user=person)
    stay = {(each.role, each.scope, each.expires_at) for each in kept}
    gone = [row.pk for row in rows if (row.role, row.scope, row.expires_at) not in stay]
    return rows.filter(pk__in=gone)


def _row(person: User, terms: Terms, stamp: Stamp) -> StaffRole:
    return StaffRole(
        user=person,
        role=terms.role,
        scope=terms.scope,
        expires_at=terms.expires_at,
        granted_by=stamp.by.name,
        granted_at=stamp.at,
    )


def _must_leave_an_owner(taken: Iterable[Terms]) -> None:
    if any(rules.is_lasting_owner(each.role, each.scope, each.expires_at) for each in taken):
        must_leave_an_owner()
