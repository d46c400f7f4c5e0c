"""Who is this person, and what may they do."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from guildhall.identity import rules
from guildhall.identity.errors import InvitationNotFound
from guildhall.identity.models import ApiKey, Dismissal, Invitation, StaffRole, User
from guildhall.identity.queries.rights import held_by
from guildhall.identity.states import Role
from guildhall.identity.types import InvitationCard, StaffCard
from guildhall.kernel import clock
from guildhall.kernel.stamp import EVERYWHERE, Actor


def actor_of_staff(user: User) -> Actor:
    """Return the actor of a person who has signed in, with what each role grants."""
    grants = rules.grants_held(held_by(user.pk, at=clock.now()))
    return Actor("staff", f"staff:{user.pk}", grants, user.pk)


def visitor(name: str, *, role: Role, scope: str = EVERYWHERE) -> Actor:
    """Return the actor of somebody from outside who is let in with what one role grants."""
    return Actor("visit", name, rules.grants_of([(role, scope)]))


def get_invitation(secret: str, *, at: datetime) -> InvitationCard:
    """Return the open invitation behind a link.

    Refuses with InvitationNotFound, InvitationUsed or InvitationExpired.
    """
    row = Invitation.objects.filter(digest=rules.digest_of(secret)).first()
    if row is None:
        raise InvitationNotFound
    rules.must_be_open(row.accepted_at, row.expires_at, at=at)
    return InvitationCard(row.email, row.name, row.expires_at)


def find_user(user: UUID) -> User | None:
    """Return a person who may sign in, for the session that begins."""
    return User.objects.filter(pk=user, is_active=True).first()


def has_dismissed(notice: str, *, user: UUID | None) -> bool:
    """Return whether a person does not want to see a notice again."""
    return Dismissal.objects.filter(user=user, notice=notice).exists()


def count_staff() -> int:
    """Return how many people may sign in, as a plan counts them."""
    return User.objects.filter(is_active=True).count()


def count_invitations() -> int:
    """Return how many people were invited and have not come yet."""
    return Invitation.objects.filter(accepted_at=None).count()


def list_staff() -> tuple[StaffCard, ...]:
    """Return everybody who works here, with their roles."""
    roles: dict[UUID, list[str]] = {}
    for user, role in StaffRole.objects.order_by("id").values_list("user_id", "role"):
        roles.setdefault(user, []).append(role)
    return tuple(
        StaffCard(user.pk, user.name, tuple(roles.get(user.pk, ())))
        for user in User.objects.order_by("name")
    )


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names behind actors such as `staff:<id>` and `key:<prefix>`.

    Whoever is neither (the house itself) is left out. Two statements at most.
    """
    asked: dict[str, set[str]] = {"staff": set(), "key": set()}
    for actor in actors:
        kind, _, key = actor.partition(":")
        if key and kind in asked:
            asked[kind].add(key)
    people = User.objects.filter(id__in=asked["staff"]).values_list("id", "name")
    keys = ApiKey.objects.filter(prefix__in=asked["key"]).values_list("prefix", "name")
    named = {f"staff:{key}": name for key, name in people}
    return named | {f"key:{prefix}": name for prefix, name in keys}
