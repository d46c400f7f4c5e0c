"""Pages of rules: what needs a yes, from which size on, and where."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.approvals.operations import remove_rule, set_rule
from guildhall.approvals.queries import get_rule
from guildhall.approvals.states import SUGGESTED, ActionCode
from guildhall.approvals.types import RuleTerms
from guildhall.console.approvals.forms import RuleForm
from guildhall.console.approvals.queries import get_rules
from guildhall.console.approvals.tabs import tabs
from guildhall.console.approvals.words import ACTION_WORDS, MEASURED
from guildhall.console.people.queries import scope_choices
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

EDIT = "approvals:edit"


@require_safe
@page("approvals:view")
def show_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "title": gettext("What needs a yes"),
        **tabs(request, "rules"),
        "rules": get_rules(actor),
        "can_edit": any(grant.capability in {EDIT, "*"} for grant in actor.grants),
        "measures": [(code, words, MEASURED[code]) for code, words in ACTION_WORDS.items()],
    }
    return render(request, "console/approvals/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def create(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=_start(request.GET.get("action", "")))
    form.offer(scope_choices(actor_of(request).reach(EDIT)))
    return _save(request, form, title=gettext("New rule"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def edit(request: HttpRequest, rule: UUID) -> HttpResponse:
    card = get_rule(rule)
    terms = card.terms
    initial = {name: getattr(terms, name) for name in RuleTerms.__dataclass_fields__}
    form = RuleForm(request.POST or None, initial={**initial, "version": card.version})
    form.offer(scope_choices(actor_of(request).reach(EDIT), held=[terms.scope]))
    form.keep(terms)
    return _save(request, form, title=gettext("Change the rule"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def remove(request: HttpRequest, rule: UUID) -> HttpResponse:
    card = get_rule(rule)
    context = {
        "title": gettext("Do without this rule?"),
        "words": ACTION_WORDS.get(card.terms.action, card.terms.action),
        "back": reverse("approvals:rules"),
        "button": gettext("Remove rule"),
        "action": request.path,
        "danger": True,
    }
    template = "console/approvals/remove_rule.html"
    if request.method != "POST":
        return render(request, template, context)
    try:
        act_once(request, lambda stamp: remove_rule(rule, stamp=stamp))
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    messages.success(request, gettext("The rule is gone. What waits already still waits."))
    return redirect("approvals:rules")


def _start(action: str) -> dict[str, object]:
    """Return what a new rule starts from."""
    if action not in ActionCode:
        return {}
    return {"action": action, "threshold": SUGGESTED[ActionCode(action)]}


def _save(request: HttpRequest, form: RuleForm, *, title: str) -> HttpResponse:
    context: dict[str, object] = {
        "title": title,
        "crumbs": [Crumb(gettext("What needs a yes"), reverse("approvals:rules"))],
        "form": form,
    }
    template = "console/approvals/rule.html"
    if not form.is_valid():
        return render(request, template, context, status=422 if form.is_bound else 200)
    expected = Expected((quoted(form.cleaned_data["version"]),))

    def save(stamp: Stamp) -> None:
        set_rule(form.terms(), stamp=stamp, expected=expected)

    try:
        act_once(request, save)
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    messages.success(request, gettext("The rule is kept. It counts from now on."))
    return redirect("approvals:rules")
