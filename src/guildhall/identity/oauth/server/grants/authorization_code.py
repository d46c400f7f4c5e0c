"""Authorization code with PKCE (RFC 6749, 7636, 9207, 9700)."""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from guildhall.identity.oauth.models import AuthorizationCode
from guildhall.identity.oauth.operations import find_code, redeem_code
from guildhall.identity.oauth.server.clients import AppClient
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.identity.oauth.server.tokens import answer_of


class S256Required(CodeChallenge):  # type: ignore[misc] # Authlib has no types here
    """PKCE for every app, confidential ones too, and by S256 alone."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: "CodeGrant", redirect_uri: str | None) -> None:
        data = grant.request.payload.data
        # Who leaves the method out means `plain` (RFC 7636, 4.3).
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with code_challenge_method=S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: "CodeGrant", result: Any) -> None:
        if not grant.request.form.get("code_verifier"):
            raise InvalidRequestError("Missing 'code_verifier'")
        super().validate_code_verifier(grant, result)

    def get_authorization_code_challenge(self, authorization_code: "Found") -> str:
        return authorization_code.row.code_challenge

    def get_authorization_code_challenge_method(self, authorization_code: "Found") -> str:  # noqa: ARG002 - Authlib's signature
        return "S256"


class Found:
    """A code that is locked, as Authlib reads it."""

    def __init__(self, row: AuthorizationCode) -> None:
        self.row = row

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri if self.row.names_redirect_uri else ""

    def get_scope(self) -> str:
        return self.row.scope


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types here
    TOKEN_ENDPOINT_AUTH_METHODS = EVERY_METHOD

    @staticmethod
    def validate_authorization_redirect_uri(request: OAuthRequest, client: AppClient) -> str:
        """Return where the answer goes; Authlib's own would repeat the address in its error."""
        asked = request.payload.redirect_uri
        if asked and not client.check_redirect_uri(asked):
            raise InvalidRequestError("This redirect_uri is not registered for the app.")
        found = asked or client.get_default_redirect_uri()
        if not found:
            raise InvalidRequestError("Missing 'redirect_uri' in request.")
        return str(found)

    def query_authorization_code(self, code: str, client: AppClient) -> Found | None:
        row = find_code(code, app=client.app, stamp=self._stamp(client))
        return Found(row) if row else None

    def authenticate_user(self, authorization_code: Found) -> Any:
        return authorization_code.row.user if authorization_code.row.user.is_active else None

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        found: Found = self.request.authorization_code
        if self.authenticate_user(found) is None:
            raise InvalidGrantError("There is no 'user' for this code.")
        if found.row.jkt and found.row.jkt != self.request.jkt:
            raise InvalidGrantError("The code is bound to another key.")
        stamp = self.request.stamp()
        app = self.request.client.app
        issued = redeem_code(found.row, app=app, stamp=stamp, jkt=self.request.jkt)
        return 200, answer_of(self.request, issued, stamp=stamp), self.TOKEN_RESPONSE_HEADER

    def _stamp(self, client: AppClient) -> Any:
        self.request.client = client
        return self.request.stamp()


def with_issuer(location: str, issuer: str) -> str:
    """Return an answer's address that also names who answers (RFC 9207)."""
    parts = urlsplit(location)
    named = urlencode({"iss": issuer})
    query = f"{parts.query}&{named}" if parts.query else named
    return urlunsplit(parts._replace(query=query))
