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
