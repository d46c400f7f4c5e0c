"""What roles give, and why somebody may or may not. Pure."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from guildhall.identity.errors import GrantExpired, NoSuchCapability, NoSuchScope
from guildhall.identity.states import CAPABILITIES, CATALOG, EVERYTHING, SCOPE_KINDS, Role
from guildhall.identity.types import HeldRole, Terms, Why
from guildhall.kernel.stamp import EVERYWHERE, Actor, Grant

OF_GROUPS = ("group", "unit")


def must_be_known(capability: str) -> str:
    """Return the capability. Refuses with NoSuchCapability where the catalogue lacks it."""
    if capability not in CATALOG:
        raise NoSuchCapability(capability=capability)
    return capability


def must_be_scope(scope: str) -> str:
    """Return the scope. Refuses with NoSuchScope unless it reads `all` or `store:S367`."""
    kind, _, code = scope.partition(":")
    if scope != EVERYWHERE and not (kind in {*SCOPE_KINDS, *OF_GROUPS} and code):
        raise NoSuchScope(scope=scope)
    return scope


def must_not_be_over(terms: Terms, *, at: datetime) -> None:
    """Refuse with GrantExpired where a grant would end before it begins."""
    if terms.expires_at is not None and terms.expires_at <= at:
        raise GrantExpired


def built_in(code: str) -> tuple[str, ...] | None:
    """Return what a built-in role gives, or None if the code is none of theirs."""
    return CAPABILITIES[Role(code)] if code in Role else None


def grants_of(roles: Iterable[tuple[str, str]]) -> tuple[Grant, ...]:
    """Return the grants of built-in (role, scope) pairs, one by one, never unioned."""
    return grants_held(HeldRole(role, scope, CAPABILITIES[Role(role)]) for role, scope in roles)


def grants_held(held: Iterable[HeldRole]) -> tuple[Grant, ...]:
    """Return what roles give, each right in the scope of its own role alone."""
    return tuple(
        Grant(capability, one.scope, one.expires_at)
        for one in held
        for capability in one.capabilities
    )


def holds_until(
    actor: Actor, capability: str, *, scope: str, until: datetime | None = None
) -> bool:
    """Return whether one single grant gives a right in a scope, at least until then."""
    return any(
        grant.allows(capability, (scope,))
        and (grant.until is None or (until is not None and until <= grant.until))
        for grant in actor.grants
    )


def is_lasting_owner(role: str, scope: str, expires_at: datetime | None) -> bool:
    return role == Role.OWNER and scope == EVERYWHERE and expires_at is None


def version_of(held: Iterable[HeldRole | Terms]) -> str:
    """Return what tells one state of what a person holds from another."""
    lines = sorted(f"{one.role}@{one.scope}>{one.expires_at}" for one in held)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def explain(capability: str, *, held: Iterable[HeldRole], scopes: tuple[str, ...]) -> Why:
    """Return why something with these scopes is allowed, or what is missing for it."""
    giving = [one for one in held if {capability, EVERYTHING} & set(one.capabilities)]
    here = tuple(one for one in giving if Grant(capability, one.scope).allows(capability, scopes))
    return Why(capability, here, tuple(one for one in giving if one not in here))
