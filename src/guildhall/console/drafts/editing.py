"""What is changed about a draft while nobody has paid it: its lines, where it goes, and how."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.checkout import operations, queries
from guildhall.checkout.types import Address, CartCard, Contact
from guildhall.console.drafts.forms import LinesForm
from guildhall.console.drafts.showing import act_on, show_draft
from guildhall.console.shell.doors import page
from guildhall.console.shell.places import PlaceForm
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.stamp import Stamp

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
@page("orders:edit")
def change_lines(request: HttpRequest, draft: UUID) -> HttpResponse:
    form = LinesForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return show_draft(request, draft, lines=form)

    def act(*, stamp: Stamp) -> CartCard:
        seen = Expected((quoted(form.cleaned_data["version"]),))
        lines = form.cleaned_data["lines"]
        return operations.fill_draft(draft, lines, stamp=stamp, expected=seen)

    return act_on(request, draft, act, done=gettext("The lines are changed."))


@require_http_methods(ASKS)
@page("orders:edit")
def change_address(request: HttpRequest, draft: UUID) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return show_draft(request, draft, place=form)

    def act(*, stamp: Stamp) -> CartCard:
        card = _card(draft)
        given = form.contact
        contact = Contact(
            given["name"] or card.contact.name,
            given["email"] or card.contact.email,
            given["phone"] or card.contact.phone,
        )
        return operations.set_address(
            card.token,
            contact,
            shipping=Address(**form.address),
            billing=card.billing_address,
            stamp=stamp,
        )

    return act_on(request, draft, act, done=gettext("It is kept where it goes."))


@require_http_methods(ASKS)
@page("orders:edit")
def choose_way(request: HttpRequest, draft: UUID) -> HttpResponse:
    def act(*, stamp: Stamp) -> CartCard:
        code = request.POST.get("way", "")[:40]
        return operations.choose_method(_card(draft).token, code, stamp=stamp)

    return act_on(request, draft, act, done=gettext("The way is chosen."))


def _card(draft: UUID) -> CartCard:
    card, _ = queries.get_draft(draft, at=clock.now())
    return card
