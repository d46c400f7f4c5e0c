"""What pages hand to the shell's components."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from guildhall.console.shell.navigation import Text

NOT_A_FILTER = ("cursor", "view")
"""Query parameters that a filter bar leaves alone: the place in the list, and how it is shown."""


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline. `tone` is one of the status tones."""

    title: Text
    at: datetime
    by: Text = ""
    note: Text = ""
    icon: str = "circle-check"
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `url` is the same list without it."""

    label: Text
    value: Text
    url: str


def chips(request: HttpRequest, form: BaseForm) -> tuple[Chip, ...]:
    """Return a chip for each filter that the URL sets, in the order of the form's fields."""
    return tuple(
        Chip(label=field.label, value=_told(field.field, value), url=_without(request.GET, name))
        for name, field in ((name, form[name]) for name in form.fields)
        for value in request.GET.getlist(field.html_name)[:1]
        if value
    )


def _told(field: Any, value: str) -> Text:
    """Return the words of a choice, or the value itself."""
    choices: Mapping[str, Text] = {str(key): words for key, words in getattr(field, "choices", ())}
    return choices.get(value, value)


def _without(query: QueryDict, name: str) -> str:
    """Return the query of the same list, from its start, without one filter."""
    rest = query.copy()
    for dropped in (name, "cursor"):
        rest.pop(dropped, None)
    return f"?{rest.urlencode()}"
