"""Filters and tags of every page: `{% load shell %}`."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, to_locale

from guildhall.console.shell.statuses import TONES, Status, status_of
from guildhall.console.shell.vendors import vendor_name
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Refusal

register = template.Library()

EXACT = 10_000
ICONS = frozenset((Path(__file__).parents[1] / "icons.txt").read_text().split())


class Amount(Protocol):
    """Money of the kernel, or anything with its two fields."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


@register.filter
def money(value: Amount | None) -> str:
    """Show money the reader's way: `CN¥1,290.00`, in Chinese `¥1,290.00`."""
    if value is None:
        return "–"
    return format_currency(value.amount, value.currency, locale=_locale())


@register.filter
def number(value: Decimal | int | None) -> str:
    """Show a number with the reader's separators and no more decimals than it has."""
    if value is None:
        return "–"
    return format_decimal(value, locale=_locale(), decimal_quantization=False)


@register.filter
def short_number(value: Decimal | int) -> str:
    """Show a large number briefly: `12.3K`, in Chinese `1.2万`."""
    return format_compact_decimal(value, locale=_locale(), fraction_digits=1)


@register.filter
def capped(value: int, most: int = EXACT + 1) -> str:
    """Show a count that stops at `most`: whatever is at least that is `10,000+`."""
    return number(value) if value < most else f"{number(most - 1)}+"


@register.filter
def share(value: Decimal) -> str:
    """Show a fraction of one as a percentage."""
    return format_percent(value, locale=_locale())


@register.filter
def moment(value: datetime | None) -> str:
    """Show when, in the zone of the page; the exact time with its zone is the tooltip."""
    return "–" if value is None else _time(value, _moment(value))


@register.filter
def ago(value: datetime | None) -> str:
    """Show how long ago, or how soon; the moment is the tooltip."""
    if value is None:
        return "–"
    told = format_timedelta(value - clock.now(), add_direction=True, locale=_locale())
    return _time(value, told)


@register.filter
def day(value: date | None) -> str:
    """Show a business day."""
    return "–" if value is None else format_date(value, "medium", locale=_locale())


def _moment(value: datetime) -> str:
    local = localtime(value)
    return f"{format_date(local, 'medium', locale=_locale())} {local:%H:%M}"


def _time(value: datetime, told: str) -> SafeString:
    local = localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{_moment(value)} {local:%Z}",
        told,
    )


@register.filter
def vendor(code: str) -> str:
    """Return what people call a payment provider, a carrier or a platform."""
    return vendor_name(code)


@register.filter
def told(refusal: Refusal) -> str:
    """Show a refusal in the reader's language, its facts filled in."""
    return refusal.told(gettext)


class Retold(Protocol):
    """A refusal that was kept: its message and its facts."""

    @property
    def message(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str]: ...


@register.simple_tag
def retold(kept: Retold) -> str:
    """Show a refusal that was kept as its message and its facts, in the reader's language."""
    return gettext(kept.message).format_map(defaultdict(str, kept.facts)) if kept.message else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon named in `icons.txt`; without a label it is decoration."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"Add the icon {name!r} to console/shell/icons.txt.")
    sprite = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag
def status(state: str, *, axis: str = "", label: str = "", tone: str = "") -> SafeString:
    """Show a state as a badge. `label` and `tone` override what `statuses.py` says."""
    listed = status_of(str(state), axis=axis)
    shown = Status(label or listed.label, tone or listed.tone)
    if shown.tone not in TONES:
        raise template.TemplateSyntaxError(f"{shown.tone!r} is none of {', '.join(TONES)}.")
    return format_html('<span class="state state-{}">{}</span>', shown.tone, shown.label)


@register.inclusion_tag("shell/field.html")
def field(bound: BoundField, hint: str = "", *, autofocus: bool = False) -> dict[str, Any]:
    """Show a form field with its label, help and errors. The label stands for a placeholder."""
    return {
        "field": bound,
        "control": _control(bound, autofocus=autofocus, placeholder=False),
        "hint": hint or bound.help_text,
        "is_check": isinstance(bound.field.widget, forms.CheckboxInput),
        "is_choice": isinstance(bound.field.widget, forms.CheckboxSelectMultiple),
    }


@register.simple_tag
def control(bound: BoundField, size: str = "") -> SafeString:
    """Show the bare control of a form field, for places that label it themselves."""
    return _control(bound, size=size)


def _control(bound: BoundField, *, size: str = "", **attributes: Any) -> SafeString:
    widget = bound.field.widget
    base = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    classes = [base, f"{base}-{size}" if size else "", "is-invalid" if bound.errors else ""]
    return bound.as_widget(attrs={**attributes, "class": " ".join(filter(None, classes))})


@register.simple_tag
def form_token() -> SafeString:
    """Mark a form, so that a second click on it changes nothing; see `doors.act_once`."""
    return format_html('<input type="hidden" name="token" value="{}">', new_id())


@register.simple_block_tag(takes_context=True)
def confirm(context: template.Context, content: str, *, id: str, **words: str) -> SafeString:  # noqa: A002 - an HTML attribute
    """Show a dialog that asks before a dangerous action; what it encloses are its fields.

    `id`, `action`, `title`, `button`, and `danger` for a red button. A link with
    `data-dialog="<id>"` opens it; without scripts that link leads to a page that extends
    `shell/confirm_page.html` and asks the same.
    """
    values = {**words, "id": id, "fields": content, "csrf_token": context.get("csrf_token")}
    return render_to_string("shell/dialog.html", values)
