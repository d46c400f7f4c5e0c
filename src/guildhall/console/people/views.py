"""Pages of people: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.people.asking import ask_whether, is_sure
from guildhall.console.people.forms import (
    AskForm,
    GrantForms,
    GrantLines,
    InviteForm,
    lines_of,
    terms_of,
)
from guildhall.console.people.queries import (
    Question,
    get_explanation,
    get_in_reach,
    get_people,
    role_choices,
    scope_choices,
    told,
)
from guildhall.console.people.words import ACTIONS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.identity.operations import (
    change_grants,
    deactivate_staff,
    invite_staff,
    reactivate_staff,
)
from guildhall.identity.types import PersonCard, Terms
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import OrderNotFound

EDIT = "staff:edit"


@require_safe
@page("staff:view")
def show_list(request: HttpRequest) -> HttpResponse:
    found = get_people(actor=actor_of(request), at=clock.now())
    context = {"title": gettext("People"), "found": found}
    return render(request, "console/people/list.html", context)


@require_safe
@page()
def show_mine(request: HttpRequest) -> HttpResponse:
    """Lead to what whoever asks may do themselves; a visitor has no page of their own here."""
    user = actor_of(request).id
    if user is None:
        raise NotPermitted(permission="")
    there = reverse("people:person", args=[user])
    query = request.GET.urlencode()
    return redirect(f"{there}?{query}" if query else there)


@require_safe
@page()
def show(request: HttpRequest, user: UUID) -> HttpResponse:
    """Explain what a person may do: in the whole company, at a place, or with an order."""
    form = AskForm(request.GET)
    form.offer(scope_choices())
    asked, problem = form.asked(), None
    actor, at = actor_of(request), clock.now()
    try:
        found = get_explanation(user, asked=asked, actor=actor, at=at)
    except OrderNotFound as refusal:
        asked, problem = Question(), refusal
        found = get_explanation(user, asked=asked, actor=actor, at=at)
    context = {
        "title": found.person.card.name,
        "crumbs": _crumbs(),
        "found": found,
        "actions": ACTIONS.values(),
        "asked": asked,
        "form": form,
        "chips": chips(request, form),
        "problem": problem,
    }
    return render(request, "console/people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask whom to invite, then show the link that lets them in, once."""
    actor = actor_of(request)
    form = InviteForm(request.POST or None)
    form.offer(role_choices(actor), scope_choices(actor.reach(EDIT)))
    context = {"title": gettext("Invite somebody"), "crumbs": _crumbs(), "form": form}
    template = "console/people/invite.html"
    if not form.is_valid():
        return render(request, template, context, status=422 if form.is_bound else 200)
    made: list[str] = []

    def ask_in(stamp: Stamp) -> None:
        secret = invite_staff(form.invitee(), stamp=stamp)
        made.append(request.build_absolute_uri(reverse("account_invitation", args=[secret])))

    try:
        act_once(request, ask_in)
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    context["made"] = made[0] if made else ""
    return render(request, "console/people/invited.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def change(request: HttpRequest, user: UUID) -> HttpResponse:
    """Ask which roles a person is to hold, say what that changes, and change it."""
    actor = actor_of(request)
    person = get_in_reach(user, EDIT, actor=actor, at=clock.now())
    # A form that was sent is read as it is, not against what somebody else changed meanwhile.
    held = None if request.POST else lines_of(person.held)
    lines = GrantForms(request.POST or None, initial=held, prefix="roles")
    roles = role_choices(actor, held=[one.role for one in person.held])
    scopes = scope_choices(actor.reach(EDIT), held=[one.scope for one in person.held])
    for form in (*lines.forms, lines.empty_form):
        form.offer(roles, scopes)
    context = _about_lines(person, lines, request.POST.get("version", person.version))
    template = "console/people/change.html"
    if not lines.is_valid():
        return render(request, template, context, status=422 if lines.is_bound else 200)
    wanted = terms_of(lines, person.held)
    if not is_sure(request):
        return ask_whether(request, {**context, **_difference(person, wanted)})
    try:
        expected = Expected((quoted(request.POST.get("version", "")),))
        change_it = partial(change_grants, user, terms=wanted, expected=expected)
        act_once(request, lambda stamp: change_it(stamp=stamp))
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    messages.success(request, gettext("The roles are changed, from the next page on."))
    return redirect("people:person", user)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def deactivate(request: HttpRequest, user: UUID) -> HttpResponse:
    words = {
        "title": gettext("Let {name} in no more?"),
        "note": gettext(
            "Every session ends at once. The name stays in the history, and the roles stay for "
            "the day on which they return."
        ),
        "button": gettext("Let in no more"),
        "done": gettext("They can no longer sign in."),
    }
    return _ask_and(request, user, words=words, do=deactivate_staff)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def reactivate(request: HttpRequest, user: UUID) -> HttpResponse:
    words = {
        "title": gettext("Let {name} in again?"),
        "note": gettext("They sign in as before, with the roles that they held."),
        "button": gettext("Let in again"),
        "done": gettext("They can sign in again."),
    }
    return _ask_and(request, user, words=words, do=reactivate_staff)


def _ask_and(
    request: HttpRequest, user: UUID, *, words: dict[str, str], do: Callable[..., None]
) -> HttpResponse:
    person = get_in_reach(user, EDIT, actor=actor_of(request), at=clock.now())
    context: dict[str, Any] = {
        **words,
        "title": words["title"].format(name=person.name),
        "crumbs": _crumbs(person),
        "back": reverse("people:person", args=[user]),
        "danger": person.is_active,
    }
    if request.method != "POST":
        return ask_whether(request, context)
    try:
        act_once(request, lambda stamp: do(user, stamp=stamp))
    except Refusal as refusal:
        return ask_whether(request, {**context, "problem": refusal})
    messages.success(request, words["done"])
    return redirect("people:person", user)


def _about_lines(person: PersonCard, lines: GrantLines, version: str) -> dict[str, object]:
    return {
        "title": gettext("Roles of {name}").format(name=person.name),
        "crumbs": _crumbs(person),
        "person": person,
        "lines": lines,
        "version": version,
    }


def _difference(person: PersonCard, wanted: tuple[Terms, ...]) -> dict[str, object]:
    """Return what the page that asks once more tells of a change."""
    before = {Terms(one.role, one.scope, one.expires_at) for one in person.held}
    given = [each for each in wanted if each not in before]
    taken = [each for each in before if each not in set(wanted)]
    return {
        "title": gettext("Change the roles of {name}?").format(name=person.name),
        "given_roles": told(given),
        "taken_roles": told(taken),
        "changes": bool(given or taken),
        "button": gettext("Change roles"),
        "back": reverse("people:change", args=[person.id]),
    }


def _crumbs(person: PersonCard | None = None) -> list[Crumb]:
    people = Crumb(gettext("People"), reverse("people:list"))
    if person is None:
        return [people]
    return [people, Crumb(person.name, reverse("people:person", args=[person.id]))]
