"""Families: the sign-ins of apps, from which all their tokens descend."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.identity.oauth.events import AppSignInEnded, AppSignInStarted
from guildhall.identity.oauth.models import App, Installation, Token, TokenFamily
from guildhall.identity.oauth.queries.access import EPOCH
from guildhall.identity.oauth.rules import scopes, secrets
from guildhall.identity.oauth.states import (
    ACCESS_LASTS,
    ACCESS_PREFIX,
    FAMILY_LASTS,
    REFRESH_LASTS,
    REFRESH_PREFIX,
    FamilyEnd,
    GrantType,
    TokenFormat,
    TokenKind,
)
from guildhall.identity.oauth.types import Issued
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def start_family(
    app: App,
    *,
    user: UUID | None,
    scope: tuple[str, ...],
    stamp: Stamp,
    jkt: str = "",
    signed_in_at: datetime | None = None,
) -> TokenFamily:
    """Begin a sign-in of an app for a person, or for the company where there is none."""
    family = TokenFamily(
        app=app,
        user_id=user,
        capabilities=list(scopes.capabilities_of(scope)),
        claims=list(scopes.claims_of(scope)),
        jkt=jkt,
        signed_in_at=signed_in_at,
        expires_at=stamp.at + FAMILY_LASTS,
    )
    family.save(force_insert=True)

    record(AppSignInStarted(family=family.id, app=app.id, user=user, scope=scope, stamp=stamp))
    return family


@transaction.atomic
def end_family(family: UUID, *, reason: FamilyEnd, stamp: Stamp) -> None:
    """End a sign-in: none of its tokens opens anything a second from now, in any process."""
    row = TokenFamily.objects.select_for_update().filter(id=family, ended_at=None).first()
    if row is None:
        return
    row.ended_at, row.end_reason = stamp.at, reason
    row.save(update_fields=["ended_at", "end_reason"])
    move_epoch_on_commit(EPOCH)

    record(AppSignInEnded(family=row.id, app=row.app_id, reason=reason, stamp=stamp))


@transaction.atomic
def issue_for_company(
    app: App, *, scope: tuple[str, ...], stamp: Stamp, jkt: str = ""
) -> Issued | None:
    """Let an app act for itself, with what the company gave it; None where it gave nothing."""
    let_in = Installation.objects.filter(app=app, user=None, removed_at=None).first()
    if let_in is None:
        return None
    given = tuple(each for each in app.capabilities if each in let_in.capabilities)
    wanted = scope or given
    if not wanted or not set(wanted) <= set(given):
        return None
    return issue(
        _standing_family(app, wanted, jkt=jkt, stamp=stamp), app=app, scope=wanted, stamp=stamp
    )


def issue(family: TokenFamily, *, app: App, scope: tuple[str, ...], stamp: Stamp) -> Issued:
    """Make the secrets of one answer: a refresh token where there may be one, an opaque token."""
    refresh = ""
    if family.user_id is not None and GrantType.REFRESH in app.grant_types:
        ends = min(stamp.at + REFRESH_LASTS, family.expires_at)
        refresh = _keep(REFRESH_PREFIX, TokenKind.REFRESH, family, ends=ends, at=stamp.at)
    access = ""
    if TokenFormat(app.token_format) is TokenFormat.OPAQUE:
        ends = stamp.at + ACCESS_LASTS
        access = _keep(ACCESS_PREFIX, TokenKind.ACCESS, family, ends=ends, at=stamp.at)
    return Issued(
        sid=family.id,
        scope=scope,
        subject=str(family.user_id or app.client_id),
        client_id=app.client_id,
        jkt=family.jkt,
        refresh_token=refresh,
        access_token=access,
        nonce=family.nonce,
        signed_in_at=family.signed_in_at,
    )


def _standing_family(app: App, scope: tuple[str, ...], *, jkt: str, stamp: Stamp) -> TokenFamily:
    """Return the sign-in under which an app acts for itself: one for all its tokens alike."""
    standing = TokenFamily.objects.filter(
        app=app,
        user=None,
        ended_at=None,
        capabilities=list(scope),
        jkt=jkt,
        expires_at__gt=stamp.at + ACCESS_LASTS,
    ).order_by("id")
    found = standing.first()
    if found is None:
        # Of many who come first at once, one begins it.
        lock_name(f"oauth:company:{app.id}")
        found = standing.first()
    return found or start_family(app, user=None, scope=scope, jkt=jkt, stamp=stamp)


def _keep(
    prefix: str, kind: TokenKind, family: TokenFamily, *, ends: datetime, at: datetime
) -> str:
    secret = secrets.make(prefix)
    digest = secrets.digest_of(secret)
    Token(digest=digest, kind=kind, family=family, issued_at=at, expires_at=ends).save(
        force_insert=True
    )
    return secret
