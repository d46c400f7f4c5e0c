"""Whom an access token speaks for, and what it still allows."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from guildhall.identity.models import User
from guildhall.identity.oauth.models import Installation, Token, TokenFamily
from guildhall.identity.oauth.queries.keys import claims_signed_here
from guildhall.identity.oauth.rules import scopes, secrets, signatures
from guildhall.identity.oauth.states import ACCESS_PREFIX, TokenKind
from guildhall.identity.oauth.types import AccessPass, Standing, TokenCard
from guildhall.identity.queries import actor_of_staff
from guildhall.kernel import clock
from guildhall.kernel.cache import ScopedCache, scope_id
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.stamp import Actor, Grant

EPOCH = "oauth"
# Roles and people change in many places, and none of them has to think of us: what is kept here
# is a second old at most, whatever moves the epoch.
KEPT_SECONDS = 1.0

_standings: ScopedCache[UUID, Standing | None] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=20_000, seconds=KEPT_SECONDS
)
_opaque: ScopedCache[bytes, tuple[UUID, datetime] | None] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=20_000, seconds=KEPT_SECONDS
)


def audience_of(issuer: str) -> str:
    """Return what an access token of this issuer is for: its API."""
    return f"{issuer}/api"


def actor_of_access_token(token: str, *, issuer: str) -> AccessPass | None:
    """Return whom a good access token of this issuer speaks for, with what it allows now.

    `issuer` is that of the host that was called. None where the token is foreign, forged, over
    or taken back; where its person, app, installation or sign-in has ended; with no leeway.
    """
    if token.startswith(ACCESS_PREFIX):
        return _pass_of_opaque(token)
    claims = claims_signed_here(token, typ=signatures.ACCESS)
    return _pass_of_claims(claims, issuer) if claims else None


def standing_of(family: UUID) -> Standing | None:
    """Return how a family of tokens stands, at most a second ago; None where it has ended."""
    return _standings.get(family, lambda: read_standing(family))


def _pass_of_claims(claims: dict[str, Any], issuer: str) -> AccessPass | None:
    expected = {"iss": issuer, "aud": audience_of(issuer), "tid": str(scope_id())}
    at = clock.now()
    if not signatures.is_for(claims, expected, at=at):
        return None
    standing = standing_of(UUID(claims["sid"]))
    if standing is None or claims["client_id"] != standing.client_id:
        return None
    if claims.get("cnf", {}).get("jkt", "") != standing.jkt:
        return None
    ends = datetime.fromtimestamp(claims["exp"], UTC)
    scope = scopes.split(claims["scope"])
    return _pass(standing, scope, sid=UUID(claims["sid"]), ends=ends)


def _pass_of_opaque(token: str) -> AccessPass | None:
    digest = secrets.digest_of(token)
    found = _opaque.get(digest, lambda: _find_opaque(digest))
    if found is None or found[1] <= clock.now():
        return None
    sid, ends = found
    standing = standing_of(sid)
    if standing is None:
        return None
    return _pass(standing, tuple(sorted(standing.scope)), sid=sid, ends=ends)


def _find_opaque(digest: bytes) -> tuple[UUID, datetime] | None:
    row = Token.objects.filter(digest=digest, kind=TokenKind.ACCESS, revoked_at=None).first()
    return (row.family_id, row.expires_at) if row else None


def _pass(
    standing: Standing, scope: tuple[str, ...], *, sid: UUID, ends: datetime
) -> AccessPass | None:
    if standing.expires_at <= clock.now():
        return None
    kept = tuple(name for name in scope if name in standing.scope)
    held = standing.actor
    actor = Actor(held.kind, held.name, scopes.narrowed(held.grants, kept), held.id)
    return AccessPass(actor, standing.client_id, sid, kept, standing.jkt, ends)


def find_token(token: str) -> TokenCard | None:
    """Return a refresh token or an opaque access token, used up or not."""
    row = (
        Token.objects.select_related("family__app").filter(digest=secrets.digest_of(token)).first()
    )
    if row is None:
        return None
    family = row.family
    return TokenCard(
        family.id,
        family.app.client_id,
        str(family.user_id or family.app.client_id),
        row.kind,
        int(row.issued_at.timestamp()),
        int(row.expires_at.timestamp()),
        is_used=row.rotated_at is not None or row.revoked_at is not None,
    )


def read_standing(family: UUID) -> Standing | None:
    """Return how a family stands now, from the tables."""
    row = TokenFamily.objects.select_related("app", "user").filter(id=family).first()
    if row is None or row.ended_at is not None or row.app.disabled_at is not None:
        return None
    if row.user is not None and not row.user.is_active:
        return None
    let_in = Installation.objects.filter(app=row.app, user=row.user, removed_at=None).first()
    if let_in is None:
        return None
    scope = frozenset((*row.claims, *row.capabilities)) & frozenset(let_in.capabilities)
    scope -= frozenset(scopes.capabilities_of(scope)) - frozenset(row.app.capabilities)
    actor = _person(row.user) if row.user else _company(row, let_in)
    return Standing(
        actor, row.app_id, row.app.client_id, row.user_id, scope, row.jkt, row.expires_at
    )


def _person(user: User) -> Actor:
    return actor_of_staff(user)


def _company(row: TokenFamily, let_in: Installation) -> Actor:
    """Return an app that acts for itself, with what the company lets it do."""
    grants = tuple(Grant(each, let_in.scope) for each in scopes.capabilities_of(row.capabilities))
    return Actor("app", f"app:{row.app.client_id}", grants, row.app_id)
