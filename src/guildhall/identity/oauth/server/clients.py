"""Apps as Authlib sees them, and how each may prove that it is one."""

from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.errors import InvalidClientError

from guildhall.identity.oauth.models import App
from guildhall.identity.oauth.rules import redirects, scopes, secrets
from guildhall.identity.oauth.server.requests import OAuthRequest

type Find = Callable[[str], "AppClient | None"]
type Authenticate = Callable[[Find, OAuthRequest], "AppClient | None"]


class AppClient(ClientMixin):  # type: ignore[misc] # Authlib has no types here
    def __init__(self, app: App) -> None:
        self.app = app
        self.client_id = app.client_id

    def get_client_id(self) -> str:
        return self.app.client_id

    def get_default_redirect_uri(self) -> str | None:
        known = self.app.redirect_uris
        return known[0] if len(known) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return what of `scope` the app may ask for; None where it may not ask for all of it."""
        asked = scopes.split(scope)
        wanted = scopes.capabilities_of(asked)
        if not asked or not set(wanted) <= set(self.app.capabilities):
            return None
        return scopes.joined(asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirects.is_registered(redirect_uri, self.app.redirect_uris, kind=self.app.kind)

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.matches(client_secret, self.app.secret_digest)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - one method everywhere
        return bool(method == self.app.auth_method)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.app.grant_types


def by_basic(find: Find, request: OAuthRequest) -> AppClient | None:
    """Authenticate by the Authorization header (RFC 6749, 2.3.1)."""
    kind, _, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, colon, secret = b64decode(told, validate=True).decode("ascii").partition(":")
    except ValueError:
        raise InvalidClientError(status_code=401) from None
    return _known(find(unquote_plus(name)), unquote_plus(secret), status=401) if colon else None


def by_post(find: Find, request: OAuthRequest) -> AppClient | None:
    """Authenticate by `client_id` and `client_secret` in the body."""
    secret = request.form.get("client_secret", "")
    return _known(find(request.form.get("client_id", "")), secret, status=400) if secret else None


def by_name(find: Find, request: OAuthRequest) -> AppClient | None:
    """Let a public app name itself: it has no secret that it could keep."""
    if request.form.get("client_secret") or request.headers.get("Authorization"):
        return None
    return find(request.form.get("client_id", ""))


def _known(client: AppClient | None, secret: str, *, status: int) -> AppClient:
    """Refuse an app that is unknown and one whose secret is wrong in the same words."""
    right = secrets.matches(secret, client.app.secret_digest if client else None)
    if client is None or not right:
        raise InvalidClientError(status_code=status, description="Client authentication failed.")
    return client
