"""Which key the caller of the token endpoint proved to hold."""

from authlib.oauth2.base import OAuth2Error

from guildhall.identity.oauth.errors import (
    ProofInvalid,
    ProofNonceNeeded,
    ProofsNotKept,
    ProofUsed,
)
from guildhall.identity.oauth.models import App
from guildhall.identity.oauth.server.possession import NONCE_HEADER, key_shown, nonce_now
from guildhall.identity.oauth.server.requests import OAuthRequest


class InvalidProofError(OAuth2Error):  # type: ignore[misc] # Authlib has no types here
    error = "invalid_dpop_proof"


class UseNonceError(OAuth2Error):  # type: ignore[misc] # Authlib has no types here
    error = "use_dpop_nonce"
    description = "Make a DPoP proof with the nonce that came with this answer."

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), (NONCE_HEADER, nonce_now())]


class ProofsUnavailableError(OAuth2Error):  # type: ignore[misc] # Authlib has no types here
    error = "temporarily_unavailable"
    status_code = 503


def proof_of(request: OAuthRequest) -> str:
    """Return the thumbprint of the key behind a request's DPoP proof; empty without one.

    Refuses with an OAuth2Error where the proof is no good.
    """
    try:
        return key_shown(request.django)
    except ProofNonceNeeded as refused:
        raise UseNonceError from refused
    except (ProofInvalid, ProofUsed) as refused:
        raise InvalidProofError(description=refused.told()) from refused
    except ProofsNotKept as refused:
        raise ProofsUnavailableError from refused


def must_be_bound(app: App, request: OAuthRequest) -> None:
    """Refuse an app without a proof that was registered to make one with every request."""
    if app.is_dpop_bound and not request.jkt:
        raise InvalidProofError(description="This app must send a DPoP proof.")
