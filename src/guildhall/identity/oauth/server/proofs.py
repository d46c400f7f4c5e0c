"""Which key the caller of the token endpoint proved to hold."""

from guildhall.identity.oauth.server.requests import OAuthRequest


def proof_of(request: OAuthRequest) -> str:  # noqa: ARG001 - DPoP comes here
    """Return the thumbprint of the key behind a request's DPoP proof; empty without one.

    Refuses with an OAuth2Error where the proof is no good.
    """
    return ""
