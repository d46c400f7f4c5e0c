"""OpenID Connect, asked with Authlib: people of the public schema prove who they are.

The browser goes to the issuer's public address; this process asks the issuer itself, at an
address inside, and names the issuer in the Host header as every program of ours does.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client  # noqa: TID251 - this is an integration
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from integrations.hq_sign_in.rules import inside_of, must_be_ours, must_fit
from tenants.visits.errors import HqUnreachable, SignInRefused
from tenants.visits.types import Doorway, Question

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["ES256"]
# Two short calls in one house; a person waits.
SECONDS = 10.0
BY_SECRET = "client_secret_basic"  # noqa: S105 - the name of a method
# Between the clocks of two machines of one installation.
LEEWAY = 5


class HqSignIn:
    """Signs people in. `inside` is where our own web servers are asked; empty: at the issuer."""

    def __init__(self, inside: str = "") -> None:
        self._inside = inside.rstrip("/")

    def ask(self, door: Doorway) -> tuple[str, Question]:
        """Return where to send the browser, and what to remember until it comes back."""
        question = Question(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        with self._client(door) as client:
            url, _state = client.create_authorization_url(
                f"{door.issuer}/oauth/authorize",
                state=question.state,
                code_verifier=question.verifier,
                nonce=question.nonce,
            )
        return url, question

    def answer(
        self, door: Doorway, question: Question, told: Mapping[str, str], *, at: datetime
    ) -> UUID:
        """Return the person who came back with a code.

        Refuses with SignInRefused, or with HqUnreachable where the issuer does not answer.
        """
        code = must_fit(told, question, issuer=door.issuer)
        try:
            with self._client(door) as client:
                found = self._about(client, door.issuer)
                token = client.fetch_token(
                    self._at_inside(found["token_endpoint"], door.issuer),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=question.verifier,
                )
                keys = self._read(client, found["jwks_uri"], door.issuer)
        except OAuthError as error:
            raise SignInRefused(reason=error.error or "refused") from error
        except (httpx2.HTTPError, ValueError) as error:
            # A page where a document should be is a proxy's, whose server is away.
            raise HqUnreachable from error
        return self._person(token, keys, door=door, question=question, at=at)

    def _client(self, door: Doorway) -> Any:
        issuer = urlsplit(door.issuer)
        return OAuth2Client(
            door.client_id,
            door.secret,
            redirect_uri=door.callback,
            scope="openid",
            code_challenge_method="S256",
            token_endpoint_auth_method=BY_SECRET,
            # As a proxy of ours would say it before the issuer.
            headers={"Host": issuer.netloc, "X-Forwarded-Proto": issuer.scheme},
            timeout=SECONDS,
            trust_env=False,
        )

    def _about(self, client: Any, issuer: str) -> dict[str, Any]:
        found = self._read(client, f"{issuer}{DISCOVERY}", issuer)
        must_be_ours(found, issuer=issuer)
        return found

    def _read(self, client: Any, url: str, issuer: str) -> dict[str, Any]:
        answer = client.request("GET", self._at_inside(url, issuer), withhold_token=True)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _at_inside(self, url: str, issuer: str) -> str:
        return f"{self._inside or inside_of(issuer)}{url.removeprefix(issuer)}"

    def _person(
        self,
        token: Mapping[str, Any],
        keys: dict[str, Any],
        *,
        door: Doorway,
        question: Question,
        at: datetime,
    ) -> UUID:
        """Return whom an id_token names that holds for this app, this question and now."""
        try:
            read = jwt.decode(
                str(token.get("id_token", "")),
                KeySet.import_key_set(keys),  # type: ignore[arg-type]
                algorithms=ALGORITHMS,
            )
            if read.header.get("typ", "JWT") != "JWT":
                raise SignInRefused(reason="typ")
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": door.issuer},
                    "aud": {"essential": True, "value": door.client_id},
                },
                params={
                    "nonce": question.nonce,
                    "client_id": door.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
            return UUID(claims["sub"])
        except (JoseError, ValueError) as error:
            raise SignInRefused(reason=type(error).__name__) from error
