"""Letting people in: at once, or by a link that they are sent."""

from uuid import UUID

from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.errors import EmailTaken, InvitationNotFound
from guildhall.identity.events import InvitationAccepted, StaffAdded, StaffInvited
from guildhall.identity.models import Dismissal, Invitation, StaffRole, User
from guildhall.identity.operations.rights import lock_rights, must_hold_role
from guildhall.identity.states import INVITED_FOR
from guildhall.identity.types import Invitee
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def add_staff(
    email: str, *, name: str, password: str, role: str, stamp: Stamp, scope: str = EVERYWHERE
) -> UUID:
    """Let a person sign in, with one role in one scope.

    Refuses with NotPermitted, RoleNotFound, NoSuchScope, MoreThanYouHold, EmailTaken or
    PlanLimitReached.
    """
    stamp.by.must("staff:edit", scope=(scope,))
    lock_rights()
    must_hold_role(role, scope=scope, stamp=stamp)
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken

    user = _let_in(Invitee(email, name, role, scope), password, by=stamp.by.name)

    record(StaffAdded(user=user.pk, role=role, scope=scope, stamp=stamp))
    return user.pk


@transaction.atomic
def invite_staff(invitee: Invitee, *, stamp: Stamp, secret: str = "") -> str:
    """Let a person set a password of their own within seven days; return the link's secret.

    Whoever is invited again holds a new secret, and the former one is void. `secret` is for a
    caller who must be able to name it again after a crash: 256 bits that nobody else can guess.
    Refuses with NotPermitted, RoleNotFound, NoSuchScope, MoreThanYouHold or EmailTaken.
    """
    stamp.by.must("staff:edit", scope=(invitee.scope,))
    lock_rights()
    must_hold_role(invitee.role, scope=invitee.scope, stamp=stamp)
    email = invitee.email.lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken

    secret = secret or rules.make_invitation()
    terms = {
        "digest": rules.digest_of(secret),
        "name": invitee.name,
        "role": invitee.role,
        "scope": invitee.scope,
        "expires_at": stamp.at + INVITED_FOR,
    }
    row, _ = Invitation.objects.update_or_create(
        email=email, accepted_at__isnull=True, defaults=terms
    )

    record(StaffInvited(invitation=row.id, role=invitee.role, scope=invitee.scope, stamp=stamp))
    return secret


@transaction.atomic
def accept_invitation(secret: str, *, password: str, stamp: Stamp) -> UUID:
    """Let in whoever holds the link, with the password that they have chosen.

    Refuses with InvitationNotFound, InvitationUsed, InvitationExpired or EmailTaken.
    """
    row = Invitation.objects.select_for_update().filter(digest=rules.digest_of(secret)).first()
    if row is None:
        raise InvitationNotFound
    rules.must_be_open(row.accepted_at, row.expires_at, at=stamp.at)
    if User.objects.filter(email=row.email).exists():
        raise EmailTaken

    row.accepted_at = stamp.at
    row.save(update_fields=["accepted_at"])
    invitee = Invitee(row.email, row.name, row.role, row.scope)
    user = _let_in(invitee, password, by=f"invitation:{row.id}")

    record(StaffAdded(user=user.pk, role=row.role, scope=row.scope, stamp=stamp))
    record(InvitationAccepted(invitation=row.id, user=user.pk, stamp=stamp))
    return user.pk


def dismiss_notice(notice: str, *, stamp: Stamp) -> None:
    """Note that the person who asks does not want to see a notice of the console again."""
    if stamp.by.id is not None:
        Dismissal.objects.get_or_create(user_id=stamp.by.id, notice=notice)


def _let_in(invitee: Invitee, password: str, *, by: str) -> User:
    must_have_room("staff")
    user = User(email=invitee.email, name=invitee.name)
    user.set_password(password)
    user.save(force_insert=True)
    row = StaffRole(user=user, role=invitee.role, scope=invitee.scope, granted_by=by)
    row.save(force_insert=True)
    return user
