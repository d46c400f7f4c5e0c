"""Refresh tokens: each is used once, and one that comes back ends them all."""

from django.db import transaction

from guildhall.identity.oauth.models import App, Token, TokenFamily
from guildhall.identity.oauth.operations.families import end_family, issue
from guildhall.identity.oauth.rules import secrets
from guildhall.identity.oauth.states import REPLAY_GRACE, FamilyEnd, TokenKind
from guildhall.identity.oauth.types import Issued
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def find_refresh_token(token: str, *, app: App, stamp: Stamp) -> Token | None:
    """Lock and return a refresh token that this app can still use.

    One that was used before ends its family, except in the first seconds: then the same app
    has asked twice at once, and gets a no without harm.
    """
    found = (
        Token.objects.select_for_update(of=("self",))
        .select_related("family")
        .filter(digest=secrets.digest_of(token), kind=TokenKind.REFRESH, family__app=app)
        .first()
    )
    if found is None or found.revoked_at is not None or found.family.ended_at is not None:
        return None
    if found.rotated_at is not None:
        if stamp.at - found.rotated_at > REPLAY_GRACE:
            end_family(found.family_id, reason=FamilyEnd.REPLAYED, stamp=stamp)
        return None
    if min(found.expires_at, found.family.expires_at) <= stamp.at:
        return None
    return found


@transaction.atomic
def rotate_refresh_token(
    found: Token, *, app: App, scope: tuple[str, ...], stamp: Stamp
) -> Issued | None:
    """Exchange a token that `find_refresh_token` has locked for the next ones of its family.

    None where the family ended meanwhile.
    """
    family = TokenFamily.objects.select_for_update().get(id=found.family_id)
    if family.ended_at is not None:
        return None
    found.rotated_at = stamp.at
    found.save(update_fields=["rotated_at"])
    return issue(family, app=app, scope=scope, stamp=stamp)
