"""Each page of customers as one read model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from guildhall.console.customers.words import LOOKS, STATES
from guildhall.console.orders.looks import Look
from guildhall.console.orders.timeline import LOOKED_FOR
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.customers import queries
from guildhall.customers.states import CustomerState
from guildhall.customers.types import (
    CustomerCard,
    CustomerCounts,
    CustomerFilter,
    CustomerRow,
    MergeCard,
)
from guildhall.identity.queries import names_of
from guildhall.kernel.facts import FactRow
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders_of, list_orders_of
from guildhall.orders.types import OrderRow
from guildhall.organization.queries import list_channels, list_sites


@dataclass(frozen=True, slots=True)
class CustomerList:
    """A page of customers; `count` ends at 10,001."""

    page: Page[CustomerRow]
    count: int
    counts: CustomerCounts
    can_edit: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer with what belongs to them, and what this person can do."""

    card: CustomerCard
    state: Text
    orders: tuple[OrderRow, ...]
    order_count: int
    entries: tuple[Entry, ...]
    merges: tuple[MergeCard, ...]
    duplicates: tuple[CustomerRow, ...]
    can_edit: bool
    is_shown: bool

    @property
    def can_block(self) -> bool:
        return self.can_edit and self.card.row.state == CustomerState.ACTIVE

    @property
    def can_unblock(self) -> bool:
        return self.can_edit and self.card.row.state == CustomerState.BLOCKED


def default_region() -> str:
    """Return the country of phone numbers that people of this company write without one."""
    channel = next(iter(list_channels()), None)
    site = next(iter(list_sites()), None)
    return queries.phone_region(
        tax_region=channel.tax_region if channel else "",
        locale=site.locale if site else "",
        currency=channel.currency if channel else "",
    )


def get_customer_list(chosen: CustomerFilter, *, cursor: str | None, actor: Actor) -> CustomerList:
    """Return one page of customers, newest first. Refuses with CursorInvalid."""
    return CustomerList(
        page=queries.list_customers(chosen, cursor=cursor),
        count=queries.count_customers(chosen),
        counts=queries.count_by_sort(scopes=chosen.scopes),
        can_edit=any(grant.capability in {"customers:edit", "*"} for grant in actor.grants),
    )


def get_customer_page(
    number: str, *, actor: Actor, shown: CustomerCard | None = None
) -> CustomerPage:
    """Return a customer, masked unless `shown` was just looked up.

    Refuses with NoSuchCustomer or NotPermitted.
    """
    card = shown or queries.get_customer(number)
    scopes = card.row.scopes
    actor.must("customers:view", scope=scopes)
    ids = queries.ids_of(card.row.id)
    history = queries.history_of(number)
    lives = card.row.state in {CustomerState.ACTIVE, CustomerState.BLOCKED}
    sees_orders = actor.may("orders:view", scope=scopes)
    return CustomerPage(
        card=card,
        state=STATES[card.row.state],
        orders=list_orders_of(ids, limit=10).items if sees_orders else (),
        order_count=count_orders_of(ids),
        entries=_entries(history, names_of(row.actor_name for row in history)),
        merges=queries.merges_of(number),
        duplicates=queries.likely_duplicates(number, scopes=actor.reach("customers:view")),
        can_edit=lives and actor.may("customers:edit", scope=scopes),
        is_shown=shown is not None,
    )


def _entries(history: Iterable[FactRow], names: Mapping[str, str]) -> tuple[Entry, ...]:
    return tuple(_entry(row, names) for row in history)


def _entry(row: FactRow, names: Mapping[str, str]) -> Entry:
    look = LOOKS.get(row.type, Look(row.type, "circle-check"))
    by = told_by(row.actor_name, names)
    return Entry(look.title, row.occurred_at, by, _note(row), look.icon, look.tone)


def _note(row: FactRow) -> Text:
    told = row.payload
    if "merged" in told or "separated" in told:
        return str(told.get("merged") or told.get("separated"))
    if row.changes:
        return gettext("Changed: %s") % ", ".join(sorted(row.changes))
    parts = (told.get("channel"), told.get("text_version"), LOOKED_FOR.get(row.reason, row.reason))
    return " · ".join(str(part) for part in parts if part)
