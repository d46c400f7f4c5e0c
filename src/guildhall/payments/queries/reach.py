"""Whose accounts somebody may see: those of brands that they reach."""

from django.db.models import Q

from guildhall.kernel.stamp import Actor
from guildhall.payments.models import ProviderAccount

BRAND = "brand:"


def scopes_of(account: ProviderAccount) -> tuple[str, ...]:
    """Return an account's scopes: its brand's, if it has one."""
    return (f"{BRAND}{account.brand.code}",) if account.brand else ()


def reached(actor: Actor, permission: str, *, through: str) -> Q:
    """Return which rows an actor may see, by their account. Refuses with NotPermitted."""
    reach = actor.reach(permission)
    if not reach:
        return Q()
    brands = [scope.removeprefix(BRAND) for scope in reach if scope.startswith(BRAND)]
    return Q((f"{through}brand__code__in", brands))
