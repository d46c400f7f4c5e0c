"""Plans, the form, and the page that says to look into one's mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Refusal
from public_site.landing.doors import stamp_of_visitor, strangers
from public_site.landing.forms import AddressForm, StartForm
from public_site.landing.words import SLUG_WORDS, limits_of
from tenants.openings import operations, queries
from tenants.openings.types import Knock, SlugState
from tenants.queries import list_plans

LONGEST_TOKEN = 64


@require_safe
@strangers()
def plans(request: HttpRequest) -> HttpResponse:
    found = [(plan, limits_of(plan)) for plan in list_plans(public=True)]
    return render(request, "landing/plans.html", {"title": _("Plans"), "plans": found})


@require_safe
@strangers()
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "landing/terms.html", {"title": _("Terms of use")})


@require_http_methods(["GET", "HEAD", "POST"])
@strangers(Knock.REQUEST)
def start(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it. What is answered does not depend on whose address it names."""
    first = {"plan": request.GET.get("plan", ""), "language": get_language()}
    form = StartForm(request.POST or None, initial=first)
    form.offer(list_plans(public=True))
    if form.is_bound and form.is_from_a_machine:
        return redirect("landing:sent")
    if not form.is_valid():
        return _form(request, form, status=422 if form.is_bound else 200)
    try:
        token = request.POST.get("token", "")[:LONGEST_TOKEN] or str(new_id())
        operations.request_opening(form.wanted(), token=token, stamp=stamp_of_visitor(request))
    except Refusal as refusal:
        for field in refusal.errors or [None]:
            form.add_error(field, refusal.told(gettext))
        return _form(request, form, status=refusal.status)
    request.session["asked"] = form.cleaned_data["email"]
    return redirect("landing:sent")


@require_safe
@strangers(Knock.CHECK)
def check(request: HttpRequest) -> HttpResponse:
    """Say while somebody types whether a name can be had."""
    slug = request.GET.get("slug", "").strip().lower()[:64]
    state = queries.judge_slug(slug, at=clock.now())
    context = {
        "words": SLUG_WORDS[state] if slug else "",
        "good": state is SlugState.FREE,
        "host": queries.host_of(slug),
    }
    return render(request, "landing/slug.html", context)


@require_safe
@strangers()
def sent(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Check your mail"),
        "asked": request.session.get("asked", ""),
        "form": AddressForm(initial={"email": request.session.get("asked", "")}),
        "again": "again" in request.GET,
    }
    return render(request, "landing/sent.html", context)


@require_POST
@strangers(Knock.REQUEST)
def again(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid():
        request.session["asked"] = form.cleaned_data["email"]
        operations.ask_again(form.cleaned_data["email"], stamp=stamp_of_visitor(request))
    return redirect("/start/sent?again=1")


def _form(request: HttpRequest, form: StartForm, *, status: int) -> HttpResponse:
    context = {"title": _("Open a company"), "form": form, "suffix": queries.host_of("")}
    return render(request, "landing/start.html", context, status=status)
