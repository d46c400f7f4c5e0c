"""Apps that show who they are with a key of their own (RFC 7523, `private_key_jwt`)."""

from datetime import UTC, datetime

from authlib.oauth2.rfc6749.errors import InvalidClientError

from guildhall.identity.oauth.errors import AssertionRefused
from guildhall.identity.oauth.operations import use_assertion
from guildhall.identity.oauth.rules.assertions import ASSERTION_TYPE, client_of, read_assertion
from guildhall.identity.oauth.server.clients import AppClient, Find
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.kernel import clock

# Authlib's own takes an assertion that is good for ten years, and any key that the app has.
WHERE = "/oauth/token"


def by_assertion(find: Find, request: OAuthRequest) -> AppClient | None:
    """Authenticate by an assertion that the app has signed; it opens nothing twice."""
    assertion = request.form.get("client_assertion", "")
    if request.form.get("client_assertion_type") != ASSERTION_TYPE or not assertion:
        return None
    try:
        return _shown(find, request, assertion)
    except AssertionRefused as refused:
        raise InvalidClientError(status_code=401, description=refused.told()) from refused


def _shown(find: Find, request: OAuthRequest, assertion: str) -> AppClient:
    client_id = client_of(assertion)
    client = find(client_id)
    named = request.form.get("client_id", client_id)
    if client is None or named != client_id or not client.app.jwks:
        raise AssertionRefused(reason="sub")
    shown = read_assertion(
        assertion,
        keys=client.app.jwks,
        client_id=client_id,
        audiences=(request.issuer, f"{request.issuer}{WHERE}"),
        at=clock.now().timestamp(),
    )
    ends = datetime.fromtimestamp(shown.exp, UTC)
    use_assertion(client_id, jti=shown.jti, expires_at=ends)
    return client
