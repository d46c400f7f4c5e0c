"""What an app may know of the person who let it in."""

from typing import Any
from uuid import UUID

from guildhall.identity.models import User
from guildhall.identity.oauth.types import AccessPass


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
