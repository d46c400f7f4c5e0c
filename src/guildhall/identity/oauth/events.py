"""What happens to apps' rights, tokens and keys. Ids only; a token or a key is never named."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("oauth.consent_given", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentGiven(Event):
    app: UUID
    user: UUID
    scope: tuple[str, ...]


@fact("oauth.sign_in_started", subject="oauth_family:{family}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppSignInStarted(Event):
    family: UUID
    app: UUID
    user: UUID | None
    scope: tuple[str, ...]


@fact("oauth.sign_in_ended", subject="oauth_family:{family}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppSignInEnded(Event):
    family: UUID
    app: UUID
    reason: str


@fact("oauth.signing_key_made", subject="signing_key:{kid}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKeyMade(Event):
    kid: str


@fact("app.registered", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppRegistered(Event):
    app: UUID
    kind: str
    capabilities: tuple[str, ...]


@fact("app.edited", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppEdited(Event):
    app: UUID
    capabilities: tuple[str, ...]


@fact("app.secret_rotated", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppSecretRotated(Event):
    app: UUID


@fact("app.disabled", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppDisabled(Event):
    app: UUID


@fact("app.enabled", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppEnabled(Event):
    app: UUID


@fact("app.installed", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppInstalled(Event):
    app: UUID
    capabilities: tuple[str, ...]
    scope: str


@fact("app.uninstalled", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AppUninstalled(Event):
    app: UUID
    user: UUID | None


@fact("oauth.device_approved", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceApproved(Event):
    app: UUID
    user: UUID
    scope: tuple[str, ...]


@fact("oauth.device_denied", subject="app:{app}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceDenied(Event):
    app: UUID
    user: UUID
