"""Signed tokens (ES256): made with the key that signs now, read with those still published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
ACCESS = "at+jwt"
IDENTITY = "JWT"
# No `jwk`, `jku`, `x5u`, `x5c`, `crit`: a token never says by which key it is to be judged.
HEADER = frozenset({"alg", "typ", "kid"})
LONGEST = 4_096


def make_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": ALGORITHM})


def sign(claims: Mapping[str, Any], key: ECKey, *, typ: str) -> str:
    header = {"alg": ALGORITHM, "typ": typ, "kid": str(key.kid)}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def read(token: str, keys: Mapping[str, ECKey], *, typ: str) -> dict[str, Any] | None:
    """Return the claims of a token that one of `keys` signed, or None. Times are not judged."""
    if len(token) > LONGEST:
        return None
    try:
        header = jws.extract_compact(token.encode()).headers()
        key = keys.get(str(header.get("kid")))
        if key is None or set(header) != HEADER or header["alg"] != ALGORITHM:
            return None
        if header["typ"] != typ:
            return None
        return jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError):
        return None


def is_for(claims: Mapping[str, Any], expected: Mapping[str, str], *, at: datetime) -> bool:
    """Return whether claims name exactly what is expected and are of this moment. No leeway."""
    if any(claims.get(name) != value for name, value in expected.items()):
        return False
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(ends, int):
        return False
    return issued <= at.timestamp() + 1 and at.timestamp() < ends
