"""The list of orders as one read model, in a constant number of statements."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.http import QueryDict

from guildhall.console.inbox.filters import OrderFilterForm
from guildhall.console.inbox.tabs import GIVEN, Tab, tabs_for
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_each, list_orders, list_views
from guildhall.orders.types import OrderFilter, OrderRow
from guildhall.organization.queries import list_brands, list_channels, list_stores
from guildhall.organization.types import ChannelCard, StoreCard

MOST = 10_001
FOUND = 1_001
"""What somebody searches for is read row by row: who has found so many looks for fewer."""


@dataclass(frozen=True, slots=True)
class OrderList:
    """A page of orders, and the lists that lead here; `count` ends at `most`, theirs at 10,001."""

    page: Page[OrderRow]
    count: int
    most: int
    tabs: tuple[Tab, ...]
    stores: tuple[StoreCard, ...]
    channels: tuple[ChannelCard, ...]
    brands: tuple[tuple[str, str], ...]
    can_edit: bool

    @property
    def open_tab(self) -> Tab | None:
        return next((tab for tab in self.tabs if tab.is_open), None)


def get_order_list(
    form: OrderFilterForm, *, query: QueryDict, cursor: str | None, actor: Actor, at: datetime
) -> OrderList:
    """Return one page of orders. Refuses with CursorInvalid."""
    chosen = form.chosen(at=at, actor=actor)
    tabs = tabs_for(list_views(actor), query=query)
    most = FOUND if chosen.text else MOST
    page = list_orders(chosen, cursor=cursor, sort=form.sort_chosen)
    is_whole = cursor is None and page.next_cursor is None
    alone = () if is_whole else ((chosen, most),)
    counts = count_each([*((_filter(tab, actor, at), MOST) for tab in tabs), *alone])
    counted = zip(tabs, counts[: len(tabs)], strict=True)
    return OrderList(
        page=page,
        count=len(page.items) if is_whole else counts[-1],
        most=most,
        tabs=tuple(replace(tab, count=count) for tab, count in counted),
        stores=list_stores(),
        channels=list_channels(),
        brands=tuple(list_brands().items()),
        can_edit=any(grant.capability in {"orders:edit", "*"} for grant in actor.grants),
    )


def _filter(tab: Tab, actor: Actor, at: datetime) -> OrderFilter:
    form = _given().get(tab.query) or OrderFilterForm(QueryDict(tab.query))
    return form.chosen(at=at, actor=actor)


@cache
def _given() -> dict[str, OrderFilterForm]:
    """Return the filters of the lists that everybody has, read once."""
    forms = {query: OrderFilterForm(QueryDict(query)) for _, query in GIVEN}
    return {query: form for query, form in forms.items() if form.is_valid()}
