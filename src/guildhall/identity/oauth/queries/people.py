"""What an app may know of the person who let it in, and what is kept of that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guildhall.identity.models import User
from guildhall.identity.oauth.models import Installation, TokenFamily
from guildhall.identity.oauth.types import AccessPass
from guildhall.identity.types import AppData


def userinfo_of(found: AccessPass) -> dict[str, Any]:
    """Return the claims about a person that the scope of an access token covers."""
    user = User.objects.get(pk=UUID(str(found.actor.id)))
    told: dict[str, Any] = {"sub": str(user.pk)}
    if "profile" in found.scope:
        told["name"] = user.name
    if "email" in found.scope:
        # Nobody has an address here that they could not read: they came in by a mail to it, or
        # somebody who may hire vouched for it. That is not a proof, so it is not called one.
        told["email"] = user.email
        told["email_verified"] = False
    return told


def apps_of(user: UUID) -> tuple[AppData, ...]:
    """Return which apps a person let in, also those that they put out again."""
    came: dict[UUID, list[datetime]] = {}
    families = TokenFamily.objects.filter(user_id=user).order_by("started_at")
    for app, at in families.values_list("app_id", "started_at"):
        came.setdefault(app, []).append(at)
    rows = Installation.objects.filter(user_id=user).select_related("app")
    return tuple(
        AppData(
            row.app.name,
            tuple(row.capabilities),
            row.installed_at,
            row.removed_at,
            tuple(came.get(row.app_id, ())),
        )
        for row in rows.order_by("installed_at")
    )
