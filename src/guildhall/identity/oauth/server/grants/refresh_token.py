"""Refresh tokens with rotation and replay detection (RFC 6749, 6; RFC 9700, 4.14)."""

from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidScopeError
from authlib.oauth2.rfc6749.grants import RefreshTokenGrant

from guildhall.identity.oauth.models import Token
from guildhall.identity.oauth.operations import find_refresh_token, rotate_refresh_token
from guildhall.identity.oauth.queries.access import read_standing
from guildhall.identity.oauth.rules import scopes
from guildhall.identity.oauth.server.clients import AppClient
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.server.tokens import answer_of
from guildhall.identity.oauth.states import TokenFormat
from guildhall.identity.oauth.types import Standing


class Found:
    """A refresh token that is locked, as Authlib reads it."""

    def __init__(self, row: Token, standing: Standing) -> None:
        self.row = row
        self.scope = tuple(
            name
            for name in (*row.family.claims, *row.family.capabilities)
            if name in standing.scope
        )

    def check_client(self, client: AppClient) -> bool:
        return bool(self.row.family.app_id == client.app.id)

    def get_scope(self) -> str:
        return scopes.joined(self.scope)


class RefreshGrant(RefreshTokenGrant):  # type: ignore[misc] # Authlib has no types here
    TOKEN_ENDPOINT_AUTH_METHODS = EVERY_METHOD
    INCLUDE_NEW_REFRESH_TOKEN = True

    def _validate_request_client(self) -> AppClient:
        client: AppClient = super()._validate_request_client()
        self.request.client = client
        return client

    def authenticate_refresh_token(self, refresh_token: str) -> Found | None:
        app = self.request.client.app
        row = find_refresh_token(refresh_token, app=app, stamp=self.request.stamp())
        standing = read_standing(row.family_id) if row else None
        if row is None or standing is None or standing.jkt != self.request.jkt:
            return None
        return Found(row, standing)

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        found: Found = self.request.refresh_token
        app = self.request.client.app
        scope = scopes.split(self.request.payload.scope) or found.scope
        if TokenFormat(app.token_format) is TokenFormat.OPAQUE and set(scope) != set(found.scope):
            # An opaque token is looked up by its sign-in, which has one scope.
            raise InvalidScopeError
        stamp = self.request.stamp()
        issued = rotate_refresh_token(found.row, app=app, scope=scope, stamp=stamp)
        if issued is None:
            raise InvalidGrantError
        return 200, answer_of(self.request, issued, stamp=stamp), self.TOKEN_RESPONSE_HEADER
