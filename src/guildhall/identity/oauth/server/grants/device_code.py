"""Device authorization (RFC 8628): a till or a printer that has no browser."""

from typing import Any

from authlib.consts import default_json_headers
from authlib.oauth2.rfc6749 import TokenEndpoint
from authlib.oauth2.rfc6749.errors import (
    AccessDeniedError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc8628 import (
    AuthorizationPendingError,
    DeviceCodeGrant,
    ExpiredTokenError,
    SlowDownError,
)

from guildhall.identity.oauth.operations import poll_device, start_device
from guildhall.identity.oauth.rules import scopes
from guildhall.identity.oauth.rules.devices import FIRST_INTERVAL
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.server.proofs import proof_of
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.identity.oauth.server.tokens import answer_of
from guildhall.identity.oauth.states import DevicePoll, GrantType

PAGE = "/oauth/device"
ERRORS = {
    DevicePoll.WAITING: AuthorizationPendingError,
    DevicePoll.SLOW_DOWN: SlowDownError,
    DevicePoll.EXPIRED: ExpiredTokenError,
    DevicePoll.DENIED: AccessDeniedError,
    DevicePoll.UNKNOWN: InvalidGrantError,
}


class DeviceGrant(DeviceCodeGrant):  # type: ignore[misc] # Authlib has no types here
    """Authlib's own would hand out tokens for a code as often as it is asked."""

    TOKEN_ENDPOINT_AUTH_METHODS = EVERY_METHOD

    def validate_token_request(self) -> None:
        if not self.request.form.get("device_code"):
            raise InvalidRequestError("Missing 'device_code' in request.")
        self.request.client = self.authenticate_token_endpoint_client()
        if not self.request.client.check_grant_type(GrantType.DEVICE):
            raise UnauthorizedClientError

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        stamp = self.request.stamp()
        found = poll_device(
            self.request.form["device_code"],
            app=self.request.client.app,
            jkt=self.request.jkt,
            stamp=stamp,
        )
        if isinstance(found, DevicePoll):
            raise ERRORS[found]
        return 200, answer_of(self.request, found, stamp=stamp), self.TOKEN_RESPONSE_HEADER


class DeviceAuthorization(TokenEndpoint):  # type: ignore[misc] # Authlib has no types here
    """Where a device asks for a code to show."""

    ENDPOINT_NAME = "device_authorization"
    CLIENT_AUTH_METHODS = EVERY_METHOD

    def create_endpoint_response(self, request: OAuthRequest) -> tuple[int, dict[str, Any], Any]:
        request.must_be_plain()
        request.jkt = proof_of(request)
        request.client = self.authenticate_endpoint_client(request)
        if not request.client.check_grant_type(GrantType.DEVICE):
            raise UnauthorizedClientError
        scope = request.client.get_allowed_scope(request.value("scope"))
        if not scope:
            raise InvalidScopeError
        made = start_device(
            request.client.app,
            scope=scopes.split(scope),
            jkt=request.jkt,
            stamp=request.stamp(),
        )
        page = f"{request.issuer}{PAGE}"
        answer = {
            "device_code": made.device_code,
            "user_code": made.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={made.user_code}",
            "expires_in": made.expires_in,
            "interval": FIRST_INTERVAL,
        }
        return 200, answer, default_json_headers
