"""What frames every page: whose house this is, who is there, and where they can go."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.navigation import ITEMS as CONSOLE
from guildhall.console.shell.navigation import Banner, Frame, framed, links
from guildhall.hq.navigation import ITEMS as HQ
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import Resolved, TenantState
from guildhall.operators.navigation import ITEMS as OPERATORS
from public_site.company.navigation import ITEMS as COMPANY

BANNERS = {
    TenantState.READ_ONLY: _("Read-only for now: you can look, and nothing can be changed."),
    TenantState.SUSPENDED: _("This account is suspended: only its account pages are open."),
    TenantState.ARCHIVED: _("This account is closed: only its account pages are open."),
}


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
        runs_it_all = actor is not None and actor.may("tenants:view")
        items = (*HQ, *OPERATORS) if runs_it_all else HQ
        return framed(here, links(items, actor=actor, path=request.path))
    here = Frame(tenant.name, person=person, email=email, banners=_banners(tenant))
    return framed(here, links((*CONSOLE, *COMPANY), actor=actor, path=request.path))


def _banners(tenant: Resolved) -> tuple[Banner, ...]:
    """Return what people must know on every page while their company is not simply active."""
    text = BANNERS.get(tenant.state)
    if text is None:
        return ()
    return (Banner(text, note=gettext(tenant.reason) if tenant.reason else ""),)
