"""What others may see of apps and tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guildhall.identity.oauth.states import TokenFormat
from guildhall.kernel.stamp import Actor


@dataclass(frozen=True, slots=True)
class AccessPass:
    """What a good access token says: who acts, through which app, in which sign-in.

    `jkt` is the thumbprint of the key that the caller must prove to hold (DPoP); empty where
    whoever bears the token may use it.
    """

    actor: Actor
    app: str
    sid: UUID
    scope: tuple[str, ...]
    jkt: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a family of tokens stands now: what it still allows, and until when."""

    actor: Actor
    app: UUID
    client_id: str
    user: UUID | None
    scope: frozenset[str]
    jkt: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What an app asks a person for."""

    client_id: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """Tokens just made for one family. They are told this once; the house keeps hashes."""

    sid: UUID
    scope: tuple[str, ...]
    subject: str
    client_id: str
    jkt: str = ""
    refresh_token: str = ""
    # an opaque access token; empty where a signed one is to be made
    access_token: str = ""
    nonce: str = ""
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """When a key pair signs and until when it is published."""

    kid: str
    signs_from: datetime
    signs_until: datetime | None
    published_until: datetime | None


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """What an authorization code is bound to."""

    redirect_uri: str
    names_redirect_uri: bool
    scope: tuple[str, ...]
    code_challenge: str
    signed_in_at: datetime
    nonce: str = ""
    jkt: str = ""


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """What the consent page shows: who asks for what, and what of it the person can give."""

    client_id: str
    name: str
    description: str
    homepage: str
    capabilities: tuple[str, ...]
    claims: tuple[str, ...]
    withheld: tuple[str, ...]
    is_remembered: bool

    @property
    def scope(self) -> tuple[str, ...]:
        return (*self.claims, *self.capabilities)


@dataclass(frozen=True, slots=True)
class LetIn:
    """An app that a person has let in, as they see it."""

    client_id: str
    name: str
    homepage: str
    capabilities: tuple[str, ...]
    claims: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token that somebody asks about. `scope` is empty where it is that of the sign-in."""

    sid: UUID
    client_id: str
    subject: str
    kind: str
    issued: int
    expires: int
    scope: tuple[str, ...] = ()
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class AppDraft:
    """An app as somebody describes it, to register it or to change it."""

    name: str
    kind: str
    auth_method: str
    capabilities: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    description: str = ""
    homepage: str = ""
    jwks: dict[str, Any] | None = None
    is_dpop_bound: bool = False
    token_format: str = TokenFormat.JWT


@dataclass(frozen=True, slots=True)
class NewSecret:
    """An app's id, and the secret just made for it. It is shown this once and kept nowhere."""

    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class AppCard:
    """An app in a list."""

    client_id: str
    name: str
    kind: str
    is_disabled: bool
    installations: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InstallationCard:
    """Whom an app may act for, and how: a person, or where there is none the company."""

    user: UUID | None
    name: str
    capabilities: tuple[str, ...]
    scope: str
    installed_at: datetime


@dataclass(frozen=True, slots=True)
class AppInFull:
    """An app as those see it who look after it."""

    client_id: str
    draft: AppDraft
    version: int
    grant_types: tuple[str, ...]
    secret_last_four: str
    is_disabled: bool
    created_at: datetime
    updated_at: datetime
    installations: tuple[InstallationCard, ...]


@dataclass(frozen=True, slots=True)
class DeviceAsked:
    """A device that waits, as the person sees it who is to let it in."""

    user_code: str
    asked: ConsentAsked


@dataclass(frozen=True, slots=True)
class NewDeviceCode:
    """What a device is told that is to wait: its own code, and the one that it shows."""

    device_code: str
    user_code: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class HouseApp:
    """An app of our own: it asks who somebody is, and for nothing else."""

    client_id: str
    name: str
    callback: str
    secret: str = field(repr=False)
