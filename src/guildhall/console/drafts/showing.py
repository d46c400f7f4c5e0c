"""The page of one draft: shown, and shown again with why something was refused."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from guildhall.checkout import queries
from guildhall.checkout.states import CartState
from guildhall.checkout.types import Address, CartCard
from guildhall.console.drafts.forms import LinesForm, LinkForm
from guildhall.console.shell.doors import act_once
from guildhall.console.shell.parts import Crumb
from guildhall.console.shell.places import PlaceForm, country_name
from guildhall.kernel.http import stamp_of
from guildhall.kernel.masks import mask_name
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


def act_on(
    request: HttpRequest, draft: UUID, act: Callable[..., object], *, done: str
) -> HttpResponse:
    """Do something to a draft and lead back to it, or show it with why not."""
    if request.method != "POST":
        return redirect("drafts:draft", draft)

    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return show_draft(request, draft, problem=refusal)
    messages.success(request, done)
    return redirect("drafts:draft", draft)


def show_draft(
    request: HttpRequest,
    draft: UUID,
    *,
    problem: Refusal | None = None,
    lines: LinesForm | None = None,
    place: PlaceForm | None = None,
) -> HttpResponse:
    stamp = stamp_of(request)
    card, links = queries.get_draft(draft, at=stamp.at)
    stamp.by.must("orders:edit", scope=card.scopes)
    link = next((each for each in links if each.works(stamp.at)), None)
    where = reverse("paylink:pay", args=[link.token]) if link else ""
    is_open = card.state == CartState.OPEN
    context = {
        "title": gettext("Draft"),
        "crumbs": [Crumb(gettext("Drafts"), reverse("drafts:list"))],
        "cart": card,
        "customer": mask_name(card.contact.name),
        "quote": card.quote,
        "link": link,
        "address": request.build_absolute_uri(where) if where else "",
        "form": LinkForm(),
        "is_open": is_open,
        "lines": lines or LinesForm(initial=_filled(card)),
        "place": place or PlaceForm(),
        "goes_to": _place(card.shipping_address),
        "offers": queries.offers_of(card.token, at=stamp.at)[0] if is_open else (),
        "problem": problem,
    }
    status = problem.status if problem else 422 if lines or place else 200
    return render(request, "console/drafts/draft.html", context, status=status)


def _filled(card: CartCard) -> dict[str, object]:
    told = [f"{line.sku} {line.quantity.normalize():f}" for line in card.lines]
    return {"lines": "\n".join(told), "version": card.version}


def _place(address: Address | None) -> str:
    """Return where a draft goes: the town. Whose house it is, the order tells who may know."""
    if address is None:
        return ""
    town = " ".join(filter(None, (address.postcode, address.city)))
    return ", ".join(filter(None, (town, country_name(address.country))))
