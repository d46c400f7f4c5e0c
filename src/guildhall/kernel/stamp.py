"""Who and when: the one value that every operation takes."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted

EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right in one scope: `orders:edit` in `all`, or in `store:S367`.

    Evaluated one by one and never unioned: a right held in one scope
    and another right held in a second scope do not add up.
    """

    capability: str
    scope: str = EVERYWHERE
    # When it ends: whoever holds it gives it no further than that.
    until: datetime | None = None

    def allows(self, permission: str, scopes: tuple[str, ...]) -> bool:
        if self.capability not in {permission, "*"}:
            return False
        return self.scope == EVERYWHERE or self.scope in scopes


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person, an API key, a box, or the system itself."""

    kind: str
    name: str
    grants: tuple[Grant, ...] = ()
    id: UUID | None = None

    def may(self, permission: str, *, scope: tuple[str, ...] = ()) -> bool:
        """Return whether one single grant gives `permission` on something in these scopes."""
        return any(grant.allows(permission, scope) for grant in self.grants)

    def reach(self, permission: str) -> tuple[str, ...]:
        """Return the scopes in which `permission` is held; empty where it is held everywhere.

        Lists, counts and searches filter by it. Refuses with NotPermitted where it is not held.
        """
        held = {grant.scope for grant in self.grants if grant.capability in {permission, "*"}}
        if not held:
            raise NotPermitted(permission=permission)
        return () if EVERYWHERE in held else tuple(sorted(held))

    def must(self, *permissions: str, scope: tuple[str, ...] = ()) -> None:
        """Refuse with NotPermitted unless one grant gives one of the permissions here."""
        if not any(self.may(permission, scope=scope) for permission in permissions):
            raise NotPermitted(permission=" / ".join(permissions))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call came from: the app or visit it came through, its session, its address."""

    via: str = ""
    session: str = ""
    address: str = ""


HERE = Origin()


@dataclass(frozen=True, slots=True)
class Stamp:
    """By whom, when (aware, UTC), in which request, and from where."""

    by: Actor
    at: datetime
    request_id: UUID = field(default_factory=new_id)
    origin: Origin = HERE


SYSTEM_GRANTS = (Grant("*"),)


def system_stamp(name: str, at: datetime, request_id: UUID | None = None) -> Stamp:
    """Return the stamp of work that no person asked for, such as a reaction or a sweep."""
    return Stamp(Actor("system", name, SYSTEM_GRANTS), at, request_id or new_id())
