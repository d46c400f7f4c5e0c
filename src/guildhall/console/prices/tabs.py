"""The pages of prices, side by side."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text

TABS = (
    (_("Prices"), "prices:matrix"),
    (_("Lists"), "prices:lists"),
    (_("Strategies"), "prices:strategies"),
    (_("Proposals"), "prices:proposals"),
    (_("Taxes"), "prices:taxes"),
    (_("Exchange rates"), "prices:rates"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    active: bool


def tabs(request: HttpRequest) -> tuple[Tab, ...]:
    """Return the tabs; that of the longest address above this page is active."""
    shown = [(label, reverse(name)) for label, name in TABS]
    here = max((url for _, url in shown if _lies_under(request.path, url)), key=len, default="")
    return tuple(Tab(label, url, url == here) for label, url in shown)


def _lies_under(path: str, url: str) -> bool:
    return path == url or path.startswith(f"{url}/")
