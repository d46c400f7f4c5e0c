"""The lists above the list: those that everybody has, and those that people keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.shell.navigation import Text
from guildhall.orders.types import ViewCard

# The work queue's numbers lead to the same addresses.
GIVEN: tuple[tuple[Text, str], ...] = (
    (_("All"), ""),
    (_("To confirm"), "state=placed"),
    (_("To ship"), "state=confirmed&fulfillment=unfulfilled"),
    (_("Late"), "state=confirmed&fulfillment=unfulfilled&due=late"),
    (_("Unpaid"), "state=open&payment=unpaid"),
    (_("On hold"), "flag=held"),
    (pgettext_lazy("orders", "Problems"), "flag=problem"),
)
BESIDE = ("cursor", "sort")
"""What does not make it another list: the place in it, and its order."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A list by its name; `view` is set where somebody keeps it."""

    label: Text
    query: str
    view: UUID | None = None
    own: bool = False
    shared: bool = False
    count: int = 0
    is_open: bool = False


def tabs_for(views: Iterable[ViewCard], *, query: QueryDict) -> list[Tab]:
    """Return the tabs, of which at most one is open: the list that the address shows."""
    asked = _plain(query)
    given = [Tab(label, address) for label, address in GIVEN]
    kept = [
        Tab(view.name, view.query, view=view.id, own=view.own, shared=view.shared)
        for view in views
    ]
    return [_opened(tab, asked) for tab in (*given, *kept)]


def _opened(tab: Tab, asked: set[tuple[str, str]]) -> Tab:
    if _plain(QueryDict(tab.query)) != asked:
        return tab
    return Tab(tab.label, tab.query, tab.view, tab.own, tab.shared, is_open=True)


def _plain(query: QueryDict) -> set[tuple[str, str]]:
    return {(name, str(value)) for name, value in query.items() if value and name not in BESIDE}
