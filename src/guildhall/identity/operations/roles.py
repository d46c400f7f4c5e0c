"""Roles that a company makes of its own: named lists of rights, with versions."""

from collections.abc import Iterable

from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.errors import RoleBuiltIn, RoleChanged, RoleHeld, RoleNotFound
from guildhall.identity.events import RoleCreated, RoleDeleted, RoleEdited
from guildhall.identity.models import Invitation, Role, StaffRole
from guildhall.identity.operations.rights import lock_rights, must_hold_all
from guildhall.identity.queries.rights import scopes_of_role
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def create_role(name: str, *, capabilities: Iterable[str], stamp: Stamp) -> str:
    """Make a role that nobody holds yet; return its code.

    Refuses with NotPermitted, NoSuchCapability or MoreThanYouHold.
    """
    stamp.by.must("staff:edit")
    given = _known(capabilities)
    must_hold_all(given, scope=EVERYWHERE, stamp=stamp)

    number = new_id()
    code = f"own-{number.hex[-12:]}"
    row = Role(id=number, code=code, name=name, capabilities=list(given))
    row.created_at = row.updated_at = stamp.at
    row.save(force_insert=True)

    record(RoleCreated(role=code, capabilities=given, stamp=stamp))
    return code


@transaction.atomic
def edit_role(
    code: str, *, name: str, capabilities: Iterable[str], version: int, stamp: Stamp
) -> None:
    """Change what a role gives, for everybody who holds it, from their next page on.

    Whoever edits it needs each right that it gains or loses, in each scope where it is held.
    Refuses with NotPermitted, RoleNotFound, RoleBuiltIn, RoleChanged, NoSuchCapability or
    MoreThanYouHold.
    """
    stamp.by.must("staff:edit")
    lock_rights()
    row = _lock(code)
    if row.version != version:
        raise RoleChanged
    wanted, before = _known(capabilities), tuple(row.capabilities)
    given = tuple(each for each in wanted if each not in before)
    taken = tuple(each for each in before if each not in wanted)
    for scope in scopes_of_role(code) or (EVERYWHERE,):
        must_hold_all((*given, *taken), scope=scope, stamp=stamp)
    if not given and not taken and row.name == name:
        return

    row.name, row.capabilities, row.version = name, list(wanted), version + 1
    row.updated_at = stamp.at
    row.save(update_fields=["name", "capabilities", "version", "updated_at"])

    record(RoleEdited(role=code, version=row.version, given=given, taken=taken, stamp=stamp))


@transaction.atomic
def delete_role(code: str, *, stamp: Stamp) -> None:
    """Do away with a role that nobody holds.

    Refuses with NotPermitted, RoleNotFound, RoleBuiltIn or RoleHeld.
    """
    stamp.by.must("staff:edit")
    lock_rights()
    row = _lock(code)
    StaffRole.objects.filter(role=code, expires_at__lte=stamp.at).delete()
    holders = StaffRole.objects.filter(role=code).count()
    holders += Invitation.objects.filter(role=code, accepted_at=None).count()
    if holders:
        raise RoleHeld(holders=holders)

    row.delete()

    record(RoleDeleted(role=code, stamp=stamp))


def _lock(code: str) -> Role:
    if rules.built_in(code) is not None:
        raise RoleBuiltIn(role=code)
    row = Role.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise RoleNotFound(role=code)
    return row


def _known(capabilities: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({rules.must_be_known(each) for each in capabilities}))
