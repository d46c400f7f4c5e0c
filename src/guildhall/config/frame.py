"""What frames every page: whose house this is, who is there, and where they can go."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.navigation import ITEMS as CONSOLE
from guildhall.console.shell.navigation import Banner, Frame, framed, links
from guildhall.hq.navigation import ITEMS as HQ
from guildhall.kernel import clock
from guildhall.kernel.limits import WORDS
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import Resolved, TenantState
from guildhall.operators.navigation import ITEMS as OPERATORS
from public_site.company.navigation import ITEMS as COMPANY
from tenants.visits.states import VisitKind
from tenants.visits.types import VisitCard

BANNERS = {
    TenantState.READ_ONLY: _("Read-only for now: you can look, and nothing can be changed."),
    TenantState.SUSPENDED: _("This account is suspended: only its account pages are open."),
    TenantState.ARCHIVED: _("This account is closed: only its account pages are open."),
}

HOW = _("Plan and usage shows what is left, and which plan has more.")


def frame(request: HttpRequest) -> Mapping[str, object]:
    """Return the frame of a page; a context processor.

    Error pages are framed too, and before sign-in nothing is asked of the database: a page's
    door sets `request.actor`, and only then is there a person.
    """
    actor: Actor | None = getattr(request, "actor", None)
    tenant: Resolved | None = getattr(request, "tenant", None)
    visit: VisitCard | None = getattr(request, "visit", None)
    is_staff = actor is not None and visit is None
    person, email = (request.user.name, request.user.email) if is_staff else ("", "")  # type: ignore[union-attr]
    if tenant is None:
        here = Frame("Guildhall", note=_("Group HQ"), person=person, email=email)
        runs_it_all = actor is not None and actor.may("tenants:view")
        items = (*HQ, *OPERATORS) if runs_it_all else HQ
        return framed(here, links(items, actor=actor, path=request.path))
    banners = (*_banners(tenant, visit), *_of_limits(tenant, actor))
    here = Frame(tenant.name, person=person, email=email, banners=banners)
    return framed(here, links((*CONSOLE, *COMPANY), actor=actor, path=request.path))


def _banners(tenant: Resolved, visit: VisitCard | None) -> tuple[Banner, ...]:
    """Return what people must know on every page while a company is not simply at work."""
    banners = []
    text = BANNERS.get(tenant.state)
    if text is not None:
        banners.append(Banner(text, note=gettext(tenant.reason) if tenant.reason else ""))
    if visit is not None:
        banners.append(_of_visit(visit))
    return tuple(banners)


def _of_limits(tenant: Resolved, actor: Actor | None) -> tuple[Banner, ...]:
    """Warn who keeps the account when four fifths of a limit are used; asks nobody anything."""
    if actor is None or not actor.may("account:view"):
        return ()
    near = tenant.scope.allowance.near(at=clock.now())
    if not near:
        return ()
    names = ", ".join(gettext(WORDS[name]) for name in near)
    return (Banner(gettext("Nearly used up: {names}.").format(names=names), note=HOW),)


def _of_visit(visit: VisitCard) -> Banner:
    if visit.kind is VisitKind.GROUP:
        said = gettext(
            "Visit of {operator}, of the group, until {time} UTC. Every page is written down."
        )
    else:
        said = gettext("Support visit of {operator} until {time} UTC. Every page is written down.")
    return Banner(
        said.format(operator=visit.operator, time=f"{visit.ends_at:%H:%M}"),
        note=visit.comment,
        action=reverse("visits:end"),
        button=_("End the visit"),
    )
