"""What an app may be: its kind, how it shows who it is, and so what it may ask for."""

from guildhall.identity.oauth.errors import AppInvalid
from guildhall.identity.oauth.rules.addresses import must_be_redirect
from guildhall.identity.oauth.rules.assertions import must_be_keys
from guildhall.identity.oauth.states import (
    APP_CAPABILITIES,
    AppKind,
    AuthMethod,
    GrantType,
    TokenFormat,
)
from guildhall.identity.oauth.types import AppDraft

MOST_ADDRESSES = 10
LONGEST_NAME = 80

METHODS = {
    AppKind.PUBLIC: (AuthMethod.NONE,),
    AppKind.CONFIDENTIAL: (AuthMethod.BASIC, AuthMethod.POST, AuthMethod.KEY),
    AppKind.DEVICE: (AuthMethod.NONE, AuthMethod.KEY),
}
GRANTS = {
    AppKind.PUBLIC: (GrantType.CODE, GrantType.REFRESH),
    AppKind.CONFIDENTIAL: (GrantType.CODE, GrantType.REFRESH, GrantType.CLIENT),
    AppKind.DEVICE: (GrantType.DEVICE, GrantType.REFRESH),
}


def has_secret(auth_method: str) -> bool:
    return auth_method in {AuthMethod.BASIC, AuthMethod.POST}


def grant_types_of(kind: str, auth_method: str) -> tuple[GrantType, ...]:
    """Return what an app of this kind may ask for; a device with a key also acts for itself."""
    found = GRANTS[AppKind(kind)]
    if kind == AppKind.DEVICE and auth_method == AuthMethod.KEY:
        return (*found, GrantType.CLIENT)
    return found


def must_be_sound(draft: AppDraft, *, kind: str = "", auth_method: str = "") -> None:
    """Refuse unless this can be an app; `kind` and `auth_method` are those it has already.

    Refuses with AppInvalid, RedirectRefused or KeysRefused.
    """
    if not draft.name.strip() or len(draft.name) > LONGEST_NAME:
        raise AppInvalid(field="name")
    if kind and (draft.kind, draft.auth_method) != (kind, auth_method):
        raise AppInvalid(field="kind")
    if draft.auth_method not in METHODS.get(AppKind(draft.kind), ()):
        raise AppInvalid(field="auth_method")
    if not set(draft.capabilities) <= APP_CAPABILITIES:
        raise AppInvalid(field="capabilities")
    if draft.token_format not in tuple(TokenFormat):
        raise AppInvalid(field="token_format")
    _must_have_addresses(draft)
    if draft.auth_method == AuthMethod.KEY:
        must_be_keys(draft.jwks)
    elif draft.jwks is not None:
        raise AppInvalid(field="jwks")


def _must_have_addresses(draft: AppDraft) -> None:
    wanted = draft.kind == AppKind.PUBLIC
    addresses = (*draft.redirect_uris, *draft.post_logout_redirect_uris)
    if len(addresses) > 2 * MOST_ADDRESSES or (wanted and not draft.redirect_uris):
        raise AppInvalid(field="redirect_uris")
    if draft.kind == AppKind.DEVICE and addresses:
        raise AppInvalid(field="redirect_uris")
    for address in addresses:
        must_be_redirect(address)
    if draft.homepage:
        must_be_redirect(draft.homepage)
