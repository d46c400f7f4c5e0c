"""Authorization codes: given to a browser, exchanged once."""

from uuid import UUID

from django.db import transaction

from guildhall.identity.oauth.models import App, AuthorizationCode
from guildhall.identity.oauth.operations.families import end_family, issue, start_family
from guildhall.identity.oauth.rules import scopes, secrets
from guildhall.identity.oauth.states import CODE_LASTS, CODE_PREFIX, FamilyEnd
from guildhall.identity.oauth.types import CodeTerms, Issued
from guildhall.kernel.stamp import Stamp


def issue_code(app: App, *, user: UUID, terms: CodeTerms, stamp: Stamp) -> str:
    """Return a code that this app can exchange within a minute."""
    code = secrets.make(CODE_PREFIX)
    AuthorizationCode(
        digest=secrets.digest_of(code),
        app=app,
        user_id=user,
        redirect_uri=terms.redirect_uri,
        names_redirect_uri=terms.names_redirect_uri,
        scope=scopes.joined(terms.scope),
        nonce=terms.nonce,
        code_challenge=terms.code_challenge,
        jkt=terms.jkt,
        signed_in_at=terms.signed_in_at,
        expires_at=stamp.at + CODE_LASTS,
    ).save(force_insert=True)
    return code


@transaction.atomic
def find_code(code: str, *, app: App, stamp: Stamp) -> AuthorizationCode | None:
    """Lock and return a code that can still be exchanged by this app.

    One that was exchanged before ends the sign-in that came of it: somebody else has it too.
    """
    found = (
        AuthorizationCode.objects.select_for_update()
        .filter(digest=secrets.digest_of(code), app=app)
        .first()
    )
    if found is None:
        return None
    if found.used_at is not None:
        _replayed(found, stamp)
        return None
    return found if found.expires_at > stamp.at else None


@transaction.atomic
def redeem_code(found: AuthorizationCode, *, app: App, stamp: Stamp, jkt: str = "") -> Issued:
    """Exchange a code that `find_code` has locked for the first tokens of a sign-in."""
    scope = scopes.split(found.scope)
    family = start_family(
        app,
        user=found.user_id,
        scope=scope,
        jkt=jkt,
        signed_in_at=found.signed_in_at,
        stamp=stamp,
    )
    family.nonce = found.nonce
    family.save(update_fields=["nonce"])
    found.used_at, found.family = stamp.at, family
    found.save(update_fields=["used_at", "family"])
    return issue(family, app=app, scope=scope, stamp=stamp)


def _replayed(found: AuthorizationCode, stamp: Stamp) -> None:
    if found.family_id is not None:
        end_family(found.family_id, reason=FamilyEnd.REPLAYED, stamp=stamp)
