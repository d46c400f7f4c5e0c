"""Who is calling an API: one gate, bound by config, and a permission declared per endpoint."""

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest

from guildhall.kernel.refusals import N_, NotPermitted, NotSignedIn, Refusal
from guildhall.kernel.stamp import Actor


class TwoCredentials(Refusal):
    code = "http.two_credentials"
    message = N_("Send one credential, in the header Authorization alone.")
    status = 400


def not_good(challenge: str = 'Bearer error="invalid_token"') -> NotSignedIn:
    """Return the no to a credential that is unknown, expired, revoked, or from elsewhere."""
    refusal = NotSignedIn()
    refusal.challenge = challenge
    return refusal


class Gate(Protocol):
    """What turns a request's credentials into an actor, and counts what it does."""

    def authenticate(self, request: HttpRequest) -> Actor | None:
        """Return whoever sent a good credential; sets `request.via` and `request.sid`.

        None where none was sent. Refuses with NotSignedIn where it is not good.
        """

    def admit(self, request: HttpRequest, actor: Actor, *, permission: str, cost: int) -> None:
        """Count a call that its permission allows. Refuses where it comes too fast."""


_bound: list[Gate] = []


def bind_gate(gate: Gate) -> None:
    """Name the one gate; config does so once."""
    _bound[:] = [gate]


def caller_of(request: HttpRequest) -> Actor | None:
    """Return who calls. Refuses with NotSignedIn where a credential was sent that is not good."""
    return _bound[0].authenticate(request)


def admit(request: HttpRequest, actor: Actor, *, permission: str, cost: int = 1) -> None:
    """Let a caller in who holds `permission` somewhere, and count the call.

    Refuses with NotPermitted, or where calls come too fast.
    """
    if not any(grant.capability in {permission, "*"} for grant in actor.grants):
        raise NotPermitted(permission=permission)
    _bound[0].admit(request, actor, permission=permission, cost=cost)
    request.actor = actor  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Needs:
    """An endpoint's declared permission, as ninja's `auth=`, and what a call of it costs.

    Refuses with NotSignedIn or, where no grant of the caller holds the capability in
    any scope, NotPermitted. Which rows it reaches is the operation's to check.
    """

    permission: str
    cost: int = 1

    def __call__(self, request: HttpRequest) -> Actor:
        actor = caller_of(request)
        if actor is None:
            raise NotSignedIn
        admit(request, actor, permission=self.permission, cost=self.cost)
        return actor
