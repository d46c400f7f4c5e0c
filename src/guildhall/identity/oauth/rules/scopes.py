"""Scopes: what was asked for, what of it a person or a company can give. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from guildhall.identity.oauth.states import APP_CAPABILITIES, CLAIMS
from guildhall.kernel.stamp import Grant


def split(scope: str | None) -> tuple[str, ...]:
    """Return the names of a scope string, each once, in the order they came in."""
    return tuple(dict.fromkeys((scope or "").split()))


def joined(scope: Iterable[str]) -> str:
    return " ".join(scope)


def capabilities_of(scope: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in scope if name not in CLAIMS)


def claims_of(scope: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in scope if name in CLAIMS)


def holds_any_where(grants: Iterable[Grant], capability: str) -> bool:
    """Return whether some grant gives the capability in some scope."""
    return any(grant.capability in {capability, "*"} for grant in grants)


def narrowed(grants: Iterable[Grant], scope: Iterable[str]) -> tuple[Grant, ...]:
    """Return what an app may do for somebody: each of their grants cut down to `scope`.

    Grant by grant, so that a right of one place and a scope of another never add up; and no
    app ever holds "*".
    """
    capabilities = [name for name in scope if name in APP_CAPABILITIES]
    found = [
        replace(grant, capability=capability)
        for grant in grants
        for capability in capabilities
        if grant.capability in {capability, "*"}
    ]
    return tuple(dict.fromkeys(found))
