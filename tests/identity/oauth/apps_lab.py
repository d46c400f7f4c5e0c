"""Apps and people to try the authorization server with."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client
from joserfc import jwk, jwt

from guildhall.identity import operations as identity
from guildhall.identity.oauth.operations import approve_device, install_app, register_app
from guildhall.identity.oauth.types import AppDraft
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.identity.oauth.proving import Prover

HOST = "alpha.localhost"
ISSUER = f"http://{HOST}"
RIGHTS = ("catalog:view", "stock:view", "orders:view")
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True, slots=True)
class KeyedApp:
    """An app that shows who it is with a key of its own."""

    client_id: str
    key: Any

    def assertion(self, **claims: Any) -> str:
        now = int(clock.now().timestamp())
        told = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ISSUER,
            "jti": str(new_id()),
            "iat": now,
            "exp": now + 60,
            **claims,
        }
        return jwt.encode({"alg": "ES256"}, told, self.key, algorithms=["ES256"])

    def form(self, **claims: Any) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(**claims),
        }


def keyed_app(stamp: Stamp, **more: Any) -> KeyedApp:
    """Register and install an app with a key."""
    key: Any = jwk.generate_key("EC", "P-256")
    jwks = {"keys": [key.as_dict(private=False)]}
    draft = AppDraft(
        "Books", "confidential", "private_key_jwt", capabilities=RIGHTS, jwks=jwks, **more
    )
    made = register_app(draft, stamp=stamp)
    install_app(made.client_id, capabilities=RIGHTS, stamp=stamp)
    return KeyedApp(made.client_id, key)


def device_app(stamp: Stamp, **more: Any) -> str:
    draft = AppDraft("Till printer", "device", "none", capabilities=RIGHTS, **more)
    return register_app(draft, stamp=stamp).client_id


def person(stamp: Stamp, email: str = "clerk@example.com") -> UUID:
    return identity.add_staff(
        email, name="Cleo Clerk", password="correct horse battery", role=Role.OWNER, stamp=stamp
    )


def caller() -> Client:
    """Return a program that calls the company's host."""
    return Client(headers={"host": HOST})


def told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def proof_for(prover: Prover, nonce: str, path: str = "/oauth/token", **more: Any) -> str:
    return prover.prove("POST", f"{ISSUER}{path}", nonce=nonce, **more)


def start(app: str, scope: str = "catalog:view stock:view") -> dict[str, Any]:
    """Ask for a code as a device does."""
    form = {"client_id": app, "scope": scope}
    answer = caller().post("/oauth/device_authorization", form)
    assert answer.status_code == 200, answer.content
    return told(answer)


def poll(app: str, code: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """Ask for tokens as a device does that waits."""
    form = {"grant_type": DEVICE_GRANT, "client_id": app, "device_code": code}
    answer = caller().post("/oauth/token", form, headers=headers)
    return answer.status_code, told(answer)


def approve(user_code: str, by: Stamp) -> None:
    approve_device(user_code, signed_in_at=by.at, stamp=by)
