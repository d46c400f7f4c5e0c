"""Nobody gives or takes what they do not hold."""

from collections.abc import Iterable
from datetime import datetime

from guildhall.identity import rules
from guildhall.identity.errors import LastOwner, MoreThanYouHold
from guildhall.identity.models import StaffRole
from guildhall.identity.queries.rights import get_role
from guildhall.identity.states import Role
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import EVERYWHERE, Stamp


def must_hold(capability: str, *, scope: str, stamp: Stamp, until: datetime | None = None) -> None:
    """Refuse with MoreThanYouHold unless the giver holds it in that scope, for as long."""
    if not rules.holds_until(stamp.by, capability, scope=scope, until=until):
        raise MoreThanYouHold(capability=capability)


def must_hold_role(role: str, *, scope: str, stamp: Stamp, until: datetime | None = None) -> None:
    """Refuse unless the giver holds each right of a role, in that scope, for as long.

    Refuses with RoleNotFound, NoSuchScope or MoreThanYouHold.
    """
    rules.must_be_scope(scope)
    must_hold_all(get_role(role).capabilities, scope=scope, stamp=stamp, until=until)


def must_hold_all(
    capabilities: Iterable[str], *, scope: str, stamp: Stamp, until: datetime | None = None
) -> None:
    for capability in capabilities:
        must_hold(capability, scope=scope, stamp=stamp, until=until)


def lock_rights() -> None:
    """Let one change of roles or of who holds them happen at a time: they are rare.

    A role is not edited while it is being given, and of two owners who remove each other
    the second one is refused.
    """
    lock_name("identity.rights")


def must_leave_an_owner() -> None:
    """Refuse with LastOwner where nobody is left who may do everything, for good."""
    owners = StaffRole.objects.filter(role=Role.OWNER, scope=EVERYWHERE, expires_at=None)
    if not owners.filter(user__is_active=True).exists():
        raise LastOwner
