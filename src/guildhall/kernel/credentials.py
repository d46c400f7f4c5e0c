"""Who is calling an API: one gate, bound by config, and a permission declared per endpoint."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from guildhall.kernel.refusals import NotPermitted, NotSignedIn
from guildhall.kernel.stamp import Actor

type Authenticate = Callable[[HttpRequest], Actor | None]

_bound: list[Authenticate] = []


def bind_authenticator(authenticate: Authenticate) -> None:
    """Name what turns a request's credentials into an actor; config does so once."""
    _bound[:] = [authenticate]


@dataclass(frozen=True, slots=True)
class Needs:
    """An endpoint's declared permission, as ninja's `auth=`.

    Refuses with NotSignedIn or, where no grant of the caller holds the capability in
    any scope, NotPermitted. Which rows it reaches is the operation's to check.
    """

    permission: str

    def __call__(self, request: HttpRequest) -> Actor:
        actor = _bound[0](request)
        if actor is None:
            raise NotSignedIn
        if not any(grant.capability in {self.permission, "*"} for grant in actor.grants):
            raise NotPermitted(permission=self.permission)
        request.actor = actor  # type: ignore[attr-defined]
        return actor
