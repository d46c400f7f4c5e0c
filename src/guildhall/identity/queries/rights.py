"""Who may do what here, by which role, in which scope."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from guildhall.identity import models, rules
from guildhall.identity.errors import PersonNotFound, RoleNotFound
from guildhall.identity.models import Invitation, StaffRole, User
from guildhall.identity.states import CAPABILITIES, OF_THE_PLATFORM, Role
from guildhall.identity.types import HeldRole, InvitedCard, PersonCard, RoleCard, Why


def list_people(*, at: datetime, scopes: tuple[str, ...] = ()) -> tuple[PersonCard, ...]:
    """Return everybody who works here or did, with what they hold. Two statements.

    `scopes` is the reach of whoever asks: then only people who hold a role there.
    """
    people = User.objects.order_by("name", "id")
    if scopes:
        here = StaffRole.objects.filter(user=OuterRef("pk"), scope__in=scopes)
        people = people.filter(Exists(here))
    held: dict[UUID, list[HeldRole]] = {}
    for row in _current(StaffRole.objects.all(), at=at):
        held.setdefault(row.user_id, []).append(_held(row))
    return tuple(_person(user, held.get(user.pk, ())) for user in people)


def get_person(user: UUID, *, at: datetime) -> PersonCard:
    """Return one person with what they hold. Refuses with PersonNotFound."""
    row = User.objects.filter(pk=user).first()
    if row is None:
        raise PersonNotFound
    return _person(row, held_by(user, at=at))


def held_by(user: UUID, *, at: datetime) -> tuple[HeldRole, ...]:
    """Return the roles that a person holds now, with what each gives. One statement."""
    rows = _current(StaffRole.objects.filter(user=user), at=at)
    return tuple(_held(row) for row in rows)


def list_invited(*, scopes: tuple[str, ...] = ()) -> tuple[InvitedCard, ...]:
    """Return who was invited and has not come yet, within a reach."""
    rows = Invitation.objects.filter(accepted_at=None).order_by("expires_at", "id")
    if scopes:
        rows = rows.filter(scope__in=scopes)
    return tuple(
        InvitedCard(row.id, row.email, row.name, row.role, row.scope, row.expires_at)
        for row in rows
    )


def list_roles() -> tuple[RoleCard, ...]:
    """Return the roles that a company can give: the built-in ones, then its own by name."""
    holders = _holders()
    built_in = (
        RoleCard(role, "", CAPABILITIES[role], 0, is_built_in=True, holders=holders[role])
        for role in Role
        if role not in OF_THE_PLATFORM
    )
    own = models.Role.objects.exclude(code__in=list(Role)).order_by("name", "id")
    return (*built_in, *(_own(row, holders=holders[row.code]) for row in own))


def get_role(code: str) -> RoleCard:
    """Return a role. Refuses with RoleNotFound."""
    given = rules.built_in(code)
    if given is not None:
        return RoleCard(code, "", given, 0, is_built_in=True, holders=_holders()[code])
    row = models.Role.objects.filter(code=code).first()
    if row is None:
        raise RoleNotFound(role=code)
    return _own(row, holders=_holders()[code])


def scopes_of_role(code: str) -> tuple[str, ...]:
    """Return in which scopes a role is held, or will be by those who were invited."""
    held = StaffRole.objects.filter(role=code).values_list("scope", flat=True)
    invited = Invitation.objects.filter(role=code, accepted_at=None)
    return tuple(sorted({*held, *invited.values_list("scope", flat=True)}))


def _holders() -> Counter[str]:
    held = StaffRole.objects.values_list("role", flat=True)
    invited = Invitation.objects.filter(accepted_at=None).values_list("role", flat=True)
    return Counter([*held, *invited])


def _current(rows: QuerySet[StaffRole], *, at: datetime) -> QuerySet[StaffRole]:
    """Return what counts now; what an own role gives is read with it, and so never stale."""
    role = models.Role.objects.filter(code=OuterRef("role"))
    own, asks = (
        Subquery(role.values(name)[:1]) for name in ("capabilities", "needs_second_factor")
    )
    lasting = rows.filter(Q(expires_at=None) | Q(expires_at__gt=at)).order_by("id")
    return lasting.annotate(own=own, asks=asks)


def _held(row: StaffRole) -> HeldRole:
    given = rules.built_in(row.role)
    own = tuple(row.own or ())  # type: ignore[attr-defined]
    asks = bool(row.asks)  # type: ignore[attr-defined]
    return HeldRole(row.role, row.scope, own if given is None else given, row.expires_at, asks)


def _person(user: User, held: Iterable[HeldRole]) -> PersonCard:
    now = tuple(held)
    version = rules.version_of(now)
    return PersonCard(user.pk, user.name, user.email, user.is_active, now, version)


def _own(row: models.Role, *, holders: int) -> RoleCard:
    given = tuple(row.capabilities)
    return RoleCard(row.code, row.name, given, row.version, is_built_in=False, holders=holders)


def explain(capability: str, *, held: Iterable[HeldRole], scopes: tuple[str, ...]) -> Why:
    """Return why something with these scopes is allowed, or what is missing for it."""
    return rules.explain(capability, held=held, scopes=scopes)
