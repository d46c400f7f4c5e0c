"""Letting an app act for the company, and putting it out again."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from guildhall.identity.oauth.errors import InstalledNowhere, NotForCompanies, NotInItsList
from guildhall.identity.oauth.events import AppInstalled, AppUninstalled
from guildhall.identity.oauth.models import (
    AuthorizationCode,
    DeviceCode,
    Installation,
    TokenFamily,
)
from guildhall.identity.oauth.operations.apps import lock_app
from guildhall.identity.oauth.operations.families import end_family
from guildhall.identity.oauth.queries.access import EPOCH
from guildhall.identity.oauth.states import FamilyEnd, GrantType
from guildhall.identity.operations.rights import must_hold
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.stamp import EVERYWHERE, Stamp


@transaction.atomic
def install_app(
    client_id: str, *, capabilities: tuple[str, ...], stamp: Stamp, scope: str = EVERYWHERE
) -> None:
    """Let an app act for the company itself, with these rights; installing again changes them.

    Refuses with AppNotFound, NotPermitted, NotForCompanies, NotInItsList or MoreThanYouHold.
    """
    app = lock_app(client_id)
    stamp.by.must("apps:edit")
    if GrantType.CLIENT not in app.grant_types:
        raise NotForCompanies
    for capability in sorted(capabilities):
        if capability not in app.capabilities:
            raise NotInItsList(capability=capability)
        must_hold(capability, scope=scope, stamp=stamp)

    row = Installation.objects.filter(app=app, user=None, removed_at=None).first()
    row = row or Installation(app=app, user=None)
    row.capabilities, row.scope = list(capabilities), scope
    row.updated_at = stamp.at
    row.save()
    move_epoch_on_commit(EPOCH)

    record(AppInstalled(app=app.id, capabilities=capabilities, scope=scope, stamp=stamp))


@transaction.atomic
def uninstall_app(client_id: str, *, user: UUID | None, stamp: Stamp) -> None:
    """Take back what the company (no user), or one person, let an app do; its sign-ins end.

    Anybody may take back what they gave themselves. Refuses with AppNotFound, NotPermitted or
    InstalledNowhere.
    """
    app = lock_app(client_id)
    if user is None or user != stamp.by.id:
        stamp.by.must("apps:edit")
    theirs = Q(app=app, user__isnull=True) if user is None else Q(app=app, user=user)
    row = Installation.objects.filter(theirs, removed_at=None).first()
    if row is None:
        raise InstalledNowhere

    row.removed_at = row.updated_at = stamp.at
    row.save(update_fields=["removed_at", "updated_at"])
    # What is on its way to becoming a sign-in goes first: whoever redeems one at this moment
    # holds its row, and their sign-in is there to be ended once we have got past it.
    AuthorizationCode.objects.filter(theirs).delete()
    DeviceCode.objects.filter(theirs).exclude(user=None).delete()
    ended = TokenFamily.objects.filter(theirs, ended_at=None).order_by("id")
    for family in ended.values_list("id", flat=True):
        end_family(family, reason=FamilyEnd.UNINSTALLED, stamp=stamp)
    move_epoch_on_commit(EPOCH)

    record(AppUninstalled(app=app.id, user=user, stamp=stamp))
