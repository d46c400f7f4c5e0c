"""How much of its stock a channel is told of: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.channels.publish_forms import RuleForm, VariantRuleForm
from guildhall.console.channels.queries import get_channel_for, sees_goods
from guildhall.console.channels.views import crumbs_to
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.inventory.operations import set_publish_rule, set_variant_rule
from guildhall.inventory.queries import get_publish_rule, list_variant_rules
from guildhall.inventory.types import PublishRule, PublishRuleCard, VariantRule, VariantRuleCard
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.paging import Page
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.organization.types import ChannelCard

VIEW, EDIT = "stock:view", "stock:edit"


@dataclass(frozen=True, slots=True)
class PublishPage:
    """How much of its stock a channel is told of, and of which SKUs otherwise."""

    channel: ChannelCard
    rule: PublishRuleCard
    page: Page[VariantRuleCard]
    can_edit: bool
    sees_goods: bool
    sees_stock: bool = True

    @property
    def tells_all(self) -> bool:
        return self.rule.rule == PublishRule()


@require_http_methods(["GET", "HEAD", "POST"])
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show how much a channel is told of, and keep another rule for all of it."""
    if request.method != "POST":
        return _show(request, code)
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _show(request, code, form=form)
    seen = Expected((quoted(form.cleaned_data["version"]),))
    keep = partial(set_publish_rule, channel=channel, rule=form.rule(), seen=seen)
    return _act(request, code, keep, form=form)


@require_POST
@page(EDIT)
def reset(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a channel of all that is available again."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    return _act(request, code, partial(set_publish_rule, channel=channel, rule=PublishRule()))


@require_POST
@page(EDIT)
def set_for_variant(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is different for one SKU."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    form = VariantRuleForm(request.POST)
    if not form.is_valid():
        return _show(request, code, variant_form=form)
    sku = form.cleaned_data["sku"]
    keep = partial(set_variant_rule, sku, channel=channel, rule=form.rule())
    return _act(request, code, keep, variant_form=form)


@require_POST
@page(EDIT)
def undo_for_variant(request: HttpRequest, code: str, sku: str) -> HttpResponse:
    """Let an SKU follow the rule of the channel again."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    return _act(request, code, partial(set_variant_rule, sku, channel=channel, rule=VariantRule()))


def _act(
    request: HttpRequest,
    code: str,
    act: Callable[..., None],
    *,
    form: RuleForm | None = None,
    variant_form: VariantRuleForm | None = None,
) -> HttpResponse:
    def stamped(stamp: Stamp) -> None:
        act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return _show(request, code, form=form, variant_form=variant_form, problem=refusal)
    messages.success(request, gettext("The channel is told by this rule from now on."))
    return redirect("channels:stock", code)


def _show(
    request: HttpRequest,
    code: str,
    *,
    form: RuleForm | None = None,
    variant_form: VariantRuleForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = _found(code, cursor=request.GET.get("cursor"), actor=actor_of(request))
    wrong = any(each is not None and each.errors for each in (form, variant_form))
    context = {
        "title": found.channel.name,
        "crumbs": crumbs_to(),
        "found": found,
        "form": form or RuleForm.showing(found.rule),
        "variant_form": variant_form or VariantRuleForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if wrong else 200
    return render(request, "console/channels/stock.html", context, status=status)


def _found(code: str, *, cursor: str | None, actor: Actor) -> PublishPage:
    channel = get_channel_for(code, VIEW, actor=actor)
    return PublishPage(
        channel=channel,
        rule=get_publish_rule(channel),
        page=list_variant_rules(channel, cursor=cursor),
        can_edit=actor.may(EDIT, scope=channel.scopes),
        sees_goods=sees_goods(channel, actor=actor),
    )
