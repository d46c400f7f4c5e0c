"""Filters of the account pages: `{% load company %}`."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.functional import Promise

from public_site.company.words import ENTRIES, FEATURES, LIMITS, LINES, STATES, TONES
from tenants.plans.types import Line, Use
from tenants.types import PlanCard

register = template.Library()

type Text = str | Promise


@register.filter
def limit_label(name: str) -> Text:
    """Show what a limit is of."""
    return LIMITS.get(name, name)


@register.filter
def limit_value(value: int, name: str) -> str:
    """Show how much: bytes as people read them."""
    return (
        filesizeformat(value) if name == "storage" else number_format(value, force_grouping=True)
    )


@register.filter
def limits_of(plan: PlanCard) -> list[tuple[str, int | None]]:
    """Return every limit with what the plan says; None does not exist."""
    return [(name, plan.limits.get(name)) for name in LIMITS]


@register.filter
def features_of(plan: PlanCard) -> list[tuple[Text, bool]]:
    """Return every feature, and whether the plan has it."""
    return [(label, name not in plan.terms.off) for name, label in FEATURES.items()]


@register.filter
def tone_of(use: Use) -> str:
    return TONES[use.level]


@register.filter
def entry_label(kind: str) -> Text:
    return ENTRIES.get(kind, kind)


@register.filter
def line_label(line: Line) -> str:
    return str(LINES[line.kind]).format(plan=line.plan)


@register.filter
def state_label(state: str) -> Text:
    return STATES[state][0]


@register.filter
def state_tone(state: str) -> str:
    return STATES[state][1]
