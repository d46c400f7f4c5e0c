"""Callers with keys of their own, who make proofs, good ones and forged ones."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwk, jwt

from guildhall.identity.oauth.rules.dpop import digest_of_token, thumbprint
from guildhall.kernel.ids import new_id

KINDS: Mapping[str, tuple[Any, Any]] = {
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "PS256": ("RSA", 2_048),
    "Ed25519": ("OKP", "Ed25519"),
}


@dataclass(frozen=True, slots=True)
class Prover:
    """A caller with a key pair."""

    alg: str = "ES256"
    key: Any = field(default=None)

    @classmethod
    def make(cls, alg: str = "ES256") -> "Prover":
        kind, size = KINDS[alg]
        return cls(alg, jwk.generate_key(kind, size))

    @property
    def jwk(self) -> dict[str, Any]:
        return dict(self.key.as_dict(private=False))

    @property
    def jkt(self) -> str:
        return thumbprint(self.jwk)

    def prove(
        self,
        method: str,
        url: str,
        *,
        token: str | None = None,
        header: Mapping[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """Return a proof; `header` and `claims` replace what a good one would say."""
        told = {"htm": method, "htu": url, "iat": int(time.time()), "jti": str(new_id())}
        if token is not None:
            told["ath"] = digest_of_token(token)
        told |= claims
        head = {"typ": "dpop+jwt", "alg": self.alg, "jwk": self.jwk, **(header or {})}
        return jwt.encode(head, told, self.key, algorithms=[self.alg])
