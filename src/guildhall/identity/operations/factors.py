"""Which roles ask for a second step at sign-in, and a way back for who has lost theirs."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.errors import RoleNotFound
from guildhall.identity.events import SecondFactorsForgotten, SecondStepRequired, SecondStepWaived
from guildhall.identity.models import Role
from guildhall.identity.operations.rights import lock_rights, must_hold_all, must_hold_role
from guildhall.identity.operations.sessions import end_other_sessions
from guildhall.identity.queries.rights import get_person
from guildhall.kernel.events import record
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def require_second_step(role: str, *, stamp: Stamp) -> None:
    """Let whoever holds a role in with a second factor only, from their next page on.

    Refuses with NotPermitted, RoleNotFound or MoreThanYouHold.
    """
    if _set(role, needed=True, stamp=stamp):
        record(SecondStepRequired(role=role, stamp=stamp))


@transaction.atomic
def waive_second_step(role: str, *, stamp: Stamp) -> None:
    """Let whoever holds a role choose for themselves again. Refuses as requiring it does."""
    if _set(role, needed=False, stamp=stamp):
        record(SecondStepWaived(role=role, stamp=stamp))


@transaction.atomic
def forget_second_factors(user: UUID, *, stamp: Stamp) -> None:
    """Take app, keys and codes from somebody who has lost them, and end their sessions.

    From then on their password lets them in, so whoever does this needs every right of theirs.
    Refuses with NotPermitted, PersonNotFound or MoreThanYouHold.
    """
    _must_hold_what_they_do(user, stamp=stamp)

    Authenticator.objects.filter(user_id=user).delete()
    end_other_sessions(user=user, but="", stamp=stamp)

    record(SecondFactorsForgotten(user=user, stamp=stamp))


@transaction.atomic
def end_sessions_of(user: UUID, *, stamp: Stamp) -> None:
    """Sign somebody else out wherever they are. Refuses as forgetting their factors does."""
    _must_hold_what_they_do(user, stamp=stamp)
    end_other_sessions(user=user, but="", stamp=stamp)


def _must_hold_what_they_do(user: UUID, *, stamp: Stamp) -> None:
    stamp.by.must("staff:edit")
    lock_rights()
    for held in get_person(user, at=stamp.at).held:
        must_hold_all(held.capabilities, scope=held.scope, stamp=stamp, until=held.expires_at)


def _set(role: str, *, needed: bool, stamp: Stamp) -> bool:
    """Return whether this changes anything."""
    stamp.by.must("staff:edit")
    lock_rights()
    must_hold_role(role, scope=EVERYWHERE, stamp=stamp)
    row = Role.objects.select_for_update().filter(code=role).first()
    if row is None and rules.built_in(role) is None:
        raise RoleNotFound(role=role)
    if (row is not None and row.needs_second_factor) == needed:
        return False
    # What is built in has a row only for what a company decided about it.
    row = row or Role(code=role, name="", capabilities=[])
    row.needs_second_factor = needed
    row.updated_at = stamp.at
    row.save()
    return True
