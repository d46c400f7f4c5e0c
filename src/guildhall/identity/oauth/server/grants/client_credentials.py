"""Client credentials: an app that acts for itself (RFC 6749, 4.4)."""

from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidScopeError, UnauthorizedClientError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from guildhall.identity.oauth.operations import issue_for_company
from guildhall.identity.oauth.rules import scopes
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.server.tokens import answer_of


class CompanyGrant(ClientCredentialsGrant):  # type: ignore[misc] # Authlib has no types here
    # Not `none`: who cannot prove to be an app does not act for the company.
    TOKEN_ENDPOINT_AUTH_METHODS = tuple(each for each in EVERY_METHOD if each != "none")

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        app = self.request.client.app
        if app.kind == "public":
            raise UnauthorizedClientError
        stamp = self.request.stamp()
        scope = scopes.split(self.request.payload.scope)
        issued = issue_for_company(app, scope=scope, jkt=self.request.jkt, stamp=stamp)
        if issued is None:
            raise InvalidScopeError
        return 200, answer_of(self.request, issued, stamp=stamp), self.TOKEN_RESPONSE_HEADER
