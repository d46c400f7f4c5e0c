"""Who is inside a company on a support visit, and that each address they open is written down."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from guildhall.identity.oauth.operations import admit_to_house_app
from guildhall.identity.oauth.types import HouseApp
from guildhall.identity.queries import actor_of_staff, find_user, visitor
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.callers import origin_of
from guildhall.kernel.http import request_id_of
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import current
from guildhall.operators.entering import VISIT
from tenants.visits.operations import note_step
from tenants.visits.types import Doorway

DOORS = "/visits/"
OVER = "visits:over"


def admit(door: Doorway, person: UUID, *, at: datetime) -> None:
    """Make a company's door an app at the public issuer; called in the public schema."""
    host = urlsplit(door.callback).netloc
    app = HouseApp(door.client_id, f"Visit: {host}", door.callback, door.secret)
    admit_to_house_app(app, person, stamp=Stamp(Actor("staff", f"staff:{person}"), at))


def look_up(person: UUID) -> Actor | None:
    """Return what somebody may do at the public host today; called in the public schema."""
    user = find_user(person)
    return None if user is None else actor_of_staff(user)


class VisitMiddleware(MiddlewareMixin):
    """Let a visitor's session in while the visit runs, and write the address down first.

    Where it cannot be written down nothing is answered. Other sessions cost nothing here: a
    page reads its session anyway, and nobody without a cookie has one.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        scope = current()
        # Pages that say no are framed in no scope at all, and nobody visits the public schema.
        if scope is None or scope.is_platform:
            return None
        key = request.session.get(VISIT)
        if key is None:
            return None
        method, path = request.method or "", _address(request)
        name = f"visit:{key}"
        # What is done now says in the company's trail through which visit it was done.
        request.via = name  # type: ignore[attr-defined]
        stamp = Stamp(
            Actor("visit", name), clock.now(), request_id_of(request), origin_of(request)
        )
        card = note_step(UUID(key), method=method, path=path, stamp=stamp)
        if card is None:
            del request.via  # type: ignore[attr-defined]
            request.session.flush()
            return _over(request)
        request.visitor = visitor(name, role=Role(card.role))  # type: ignore[attr-defined]
        request.visit = card  # type: ignore[attr-defined]
        return None


def _over(request: HttpRequest) -> HttpResponse | None:
    """Lead to the page that says so; who is on the way into another visit goes on."""
    if request.path.startswith(DOORS):
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse(OVER)})
    return redirect(OVER)


def _address(request: HttpRequest) -> str:
    """Return what is written down: where a visitor comes back, the query holds a code."""
    return request.path if request.path.startswith(DOORS) else request.get_full_path()
