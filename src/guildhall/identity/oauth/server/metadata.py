"""What this issuer says of itself (RFC 8414, OpenID Connect Discovery)."""

from typing import Any

from guildhall.identity.oauth.rules.assertions import ALGORITHMS as ASSERTION_ALGORITHMS
from guildhall.identity.oauth.rules.dpop import ALGORITHMS as DPOP_ALGORITHMS
from guildhall.identity.oauth.rules.signatures import ALGORITHM
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.states import CLAIMS, GrantType
from guildhall.identity.states import KEY_CAPABILITIES

PROVING = [each for each in EVERY_METHOD if each != "none"]
GRANTS = [GrantType.CODE, GrantType.REFRESH, GrantType.CLIENT, GrantType.DEVICE]
ENDPOINTS = {
    "authorization_endpoint": "/oauth/authorize",
    "token_endpoint": "/oauth/token",
    "revocation_endpoint": "/oauth/revoke",
    "introspection_endpoint": "/oauth/introspect",
    "device_authorization_endpoint": "/oauth/device_authorization",
    "userinfo_endpoint": "/oauth/userinfo",
    "jwks_uri": "/oauth/jwks.json",
    "end_session_endpoint": "/oauth/logout",
}


def metadata_of(issuer: str) -> dict[str, Any]:
    """Return the discovery document of an issuer. There is no dynamic registration."""
    return {
        "issuer": issuer,
        **{name: f"{issuer}{path}" for name, path in ENDPOINTS.items()},
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": GRANTS,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "token_endpoint_auth_methods_supported": list(EVERY_METHOD),
        "revocation_endpoint_auth_methods_supported": list(EVERY_METHOD),
        "introspection_endpoint_auth_methods_supported": PROVING,
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGORITHMS),
        "dpop_signing_alg_values_supported": list(DPOP_ALGORITHMS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": [*CLAIMS, *sorted(KEY_CAPABILITIES)],
        "claims_supported": ["sub", "name", "email", "email_verified", "auth_time", "nonce"],
        "prompt_values_supported": ["none", "login", "consent"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "ui_locales_supported": ["en", "zh-Hans"],
    }
