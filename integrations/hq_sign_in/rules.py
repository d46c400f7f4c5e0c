"""Whether what came back answers what was asked. Pure."""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tenants.visits.errors import SignInRefused
from tenants.visits.types import Question

ENDPOINTS = ("token_endpoint", "jwks_uri")


def must_fit(told: Mapping[str, str], question: Question, *, issuer: str) -> str:
    """Return the code that came back. Refuses with SignInRefused.

    State first: what another browser began is nobody's answer. Then the issuer (RFC 9207), so
    that no code of one server is sent to another.
    """
    if not hmac.compare_digest(told.get("state", "").encode(), question.state.encode()):
        raise SignInRefused(reason="state")
    if told.get("iss") != issuer:
        raise SignInRefused(reason="iss")
    if "error" in told:
        raise SignInRefused(reason=told["error"][:40])
    if not told.get("code"):
        raise SignInRefused(reason="code")
    return told["code"]


def must_be_ours(found: Mapping[str, Any], *, issuer: str) -> None:
    """Refuse with SignInRefused a discovery document of another issuer, or one leading away."""
    if found.get("issuer") != issuer:
        raise SignInRefused(reason="issuer")
    for name in ENDPOINTS:
        if not str(found.get(name, "")).startswith(f"{issuer}/"):
            raise SignInRefused(reason=name)


def inside_of(issuer: str) -> str:
    """Return where an issuer is asked: `*.localhost` is this machine, whatever resolves it."""
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    if host != "localhost" and not host.endswith(".localhost"):
        return issuer
    return f"{parts.scheme}://127.0.0.1{f':{parts.port}' if parts.port else ''}"
