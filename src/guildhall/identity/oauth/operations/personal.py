"""The apps of a person who is forgotten."""

from uuid import UUID

from django.db import transaction

from guildhall.identity.oauth.models import (
    AuthorizationCode,
    DeviceCode,
    Installation,
    Token,
    TokenFamily,
)
from guildhall.identity.oauth.operations.families import end_family
from guildhall.identity.oauth.queries.access import EPOCH
from guildhall.identity.oauth.states import FamilyEnd
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def forget_apps(user: UUID, *, stamp: Stamp) -> None:
    """Put out every app that a person let in, and forget that they had.

    Whoever calls has asked whether this may be. Families stay, ended: facts tell of them by id.
    """
    AuthorizationCode.objects.filter(user_id=user).delete()
    DeviceCode.objects.filter(user_id=user).delete()
    alive = TokenFamily.objects.filter(user_id=user, ended_at=None).order_by("id")
    for family in alive.values_list("id", flat=True):
        end_family(family, reason=FamilyEnd.UNINSTALLED, stamp=stamp)
    Token.objects.filter(family__user_id=user).delete()
    Installation.objects.filter(user_id=user).delete()
    move_epoch_on_commit(EPOCH)
