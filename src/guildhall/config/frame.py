"""What frames every page: whose house this is, who is there, and where they can go."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guildhall.console.navigation import ITEMS as CONSOLE
from guildhall.console.shell.navigation import Frame, framed, links
from guildhall.hq.navigation import ITEMS as HQ
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import Resolved


def frame(request: HttpRequest) -> Mapping[str, object]:
    """Return the frame of a page; a context processor.

    Error pages are framed too, and before sign-in nothing is asked of the database: a page's
    door sets `request.actor`, and only then is there a person.
    """
    actor: Actor | None = getattr(request, "actor", None)
    tenant: Resolved | None = getattr(request, "tenant", None)
    person, email = (request.user.name, request.user.email) if actor else ("", "")  # type: ignore[union-attr]
    if tenant is None:
        here = Frame("Guildhall", note=_("Group HQ"), person=person, email=email)
        return framed(here, links(HQ, actor=actor, path=request.path))
    here = Frame(tenant.name, person=person, email=email)
    return framed(here, links(CONSOLE, actor=actor, path=request.path))
