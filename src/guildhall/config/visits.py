"""Who is inside a company on a support visit, and that each address they open is written down."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from guildhall.identity.queries import find_user, visitor
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.tenancy import PLATFORM, current, enter
from guildhall.operators.entering import VISIT
from tenants.visits.operations import note_step


class VisitMiddleware(MiddlewareMixin):
    """Let a visitor's session in while the visit runs, and write the address down first.

    Where it cannot be written down nothing is answered. Other sessions cost nothing here: a
    page reads its session anyway, and nobody without a cookie has one.
    """

    def process_request(self, request: HttpRequest) -> None:
        scope = current()
        # Pages that say no are framed in no scope at all, and nobody visits the public schema.
        if scope is None or scope.is_platform:
            return
        key = request.session.get(VISIT)
        if key is None:
            return
        method, path = request.method or "", request.get_full_path()
        card = note_step(UUID(key), method=method, path=path, at=clock.now())
        if card is None or not _may_still_sign_in(card.operator_id):
            request.session.flush()
            return
        name = f"visit:{card.id}"
        request.visitor = visitor(name, role=Role(card.role))  # type: ignore[attr-defined]
        request.visit = card  # type: ignore[attr-defined]
        # What is done now says in the company's trail through which visit it was done.
        request.via = name  # type: ignore[attr-defined]


def _may_still_sign_in(person: UUID) -> bool:
    """Return whether a visitor is still somebody where they come from."""
    with enter(PLATFORM):
        return find_user(person) is not None
