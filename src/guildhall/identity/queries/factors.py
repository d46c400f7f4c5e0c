"""Whose role asks for a second step at sign-in, and who has one."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guildhall.identity import rules
from guildhall.identity.models import Role, StaffRole, User
from guildhall.identity.queries.rights import held_by, list_roles
from guildhall.identity.states import OF_THE_PLATFORM
from guildhall.identity.types import Factors, SecondStep
from guildhall.kernel.stamp import Actor

# Recovery codes stand in for one of these and are none by themselves.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def admit_staff(user: User, *, at: datetime) -> tuple[Actor, bool]:
    """Return the actor of a person, and whether they must set up a second step first.

    One statement for whoever holds no role that asks for one.
    """
    held = held_by(user.pk, at=at)
    actor = Actor("staff", f"staff:{user.pk}", rules.grants_held(held), user.pk)
    return actor, any(each.asks_for_second_step for each in held) and not _factors(
        user.pk
    ).exists()


def lacks_second_factor(user: UUID, *, at: datetime) -> bool:
    """Return whether a role of a person asks for a second step and they have none."""
    return _must_have_one(user, at=at) and not _factors(user).exists()


def may_remove_factor(number: int, *, user: UUID, at: datetime) -> bool:
    """Return whether a person may do without one of their second factors."""
    return not _must_have_one(user, at=at) or _factors(user).exclude(pk=number).exists()


def list_second_steps(*, at: datetime, on_platform: bool = False) -> tuple[SecondStep, ...]:
    """Return which roles ask for a second step, and how many of their holders lack one."""
    needed = set(Role.objects.filter(needs_second_factor=True).values_list("code", flat=True))
    has_one = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    held = _current(at=at).filter(user__is_active=True)
    counted = (
        held.annotate(safe=Exists(has_one))
        .values("role")
        .annotate(
            holders=Count("user", distinct=True),
            lacking=Count("user", distinct=True, filter=Q(safe=False)),
        )
    )
    counts = {row["role"]: (row["holders"], row["lacking"]) for row in counted.order_by()}
    roles = [(card.code, card.name) for card in list_roles()]
    if on_platform:
        roles += [(role, "") for role in sorted(OF_THE_PLATFORM)]
    return tuple(
        SecondStep(code, name, code in needed, *counts.get(code, (0, 0))) for code, name in roles
    )


def list_factors() -> tuple[Factors, ...]:
    """Return what everybody who may come in has set up. One statement."""
    totp, key = (Q(authenticator__type=kind) for kind in SECOND_FACTORS)
    people = User.objects.filter(is_active=True).annotate(
        apps=Count("authenticator", filter=totp), keys=Count("authenticator", filter=key)
    )
    return tuple(
        Factors(row.pk, row.name, row.email, bool(row.apps), row.keys)
        for row in people.order_by("name", "id")
    )


def _must_have_one(user: UUID, *, at: datetime) -> bool:
    held = _current(at=at).filter(user=user).values("role")
    return Role.objects.filter(needs_second_factor=True, code__in=held).exists()


def _current(*, at: datetime) -> QuerySet[StaffRole]:
    return StaffRole.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at))


def _factors(user: UUID) -> QuerySet[Authenticator]:
    own: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=user, type__in=SECOND_FACTORS
    )
    return own
