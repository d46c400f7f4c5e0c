"""One order as one read model, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guildhall.checkout.queries import checkout_of
from guildhall.console.inbox.words import HELD_FOR
from guildhall.console.orders.history import Part, parts_of, told_of
from guildhall.console.orders.lines import LineShown, lines_shown
from guildhall.console.orders.money import MoneyShown, is_on_its_way, money_of
from guildhall.console.orders.timeline import entries_of
from guildhall.console.orders.words import Action, action_of
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.customers.queries import numbers_of
from guildhall.finance.queries import papers_of
from guildhall.finance.types import InvoiceRow
from guildhall.fulfillment.queries import scopes_of_work, works_of_order
from guildhall.fulfillment.types import WorkCard
from guildhall.identity.queries import names_of
from guildhall.inventory.queries import held_where
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import (
    get_order,
    list_actions,
    list_edits,
    list_notes,
    scopes_for,
    tags_in_use,
    timeline_of,
)
from guildhall.orders.states import (
    OPEN_STATES,
    SEES_CUSTOMERS,
    EditState,
    FraudState,
)
from guildhall.orders.types import (
    Customer,
    EditCard,
    NoteCard,
    OrderCard,
    TimelineEntry,
)


@dataclass(frozen=True, slots=True)
class NoteShown:
    card: NoteCard
    by: str
    called: str


@dataclass(frozen=True, slots=True)
class HoldShown:
    """Why an order waits: by name, and in words."""

    name: str
    words: Text


@dataclass(frozen=True, slots=True)
class Links:
    """What an order is tied to; empty where this person may not see it, or it is not there."""

    customer: str = ""
    checkout: UUID | None = None
    papers: tuple[InvoiceRow, ...] = ()
    works: tuple[WorkCard, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order: what happened, what can happen now, and what cannot and why."""

    order: OrderCard
    customer: Customer
    is_shown: bool
    lines: tuple[LineShown, ...]
    money: MoneyShown
    links: Links
    notes: tuple[NoteShown, ...]
    actions: tuple[Action, ...]
    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]
    edit: EditCard | None
    edit_by: str
    tags: tuple[str, ...]
    rights: frozenset[str]
    can_look: bool

    @property
    def due(self) -> Money:
        return self.money.due

    @property
    def too_much(self) -> Money:
        return -self.money.due

    @property
    def can(self) -> frozenset[str]:
        """The names of what can be done now."""
        return frozenset(each.deed.name for each in self.actions if each.possible)

    @property
    def main(self) -> list[Action]:
        return [each for each in self.actions if each.possible and each.deed.main]

    @property
    def others(self) -> list[Action]:
        return [each for each in self.actions if each.possible and not each.deed.main]

    @property
    def impossible(self) -> list[Action]:
        return [each for each in self.actions if not each.possible]

    @property
    def holds(self) -> list[HoldShown]:
        return [HoldShown(name, HELD_FOR.get(name, name)) for name in self.order.row.holds]

    @property
    def expires(self) -> bool:
        """Whether it closes by itself if nobody pays."""
        opens = self.order.row.state in OPEN_STATES
        return opens and self.order.expires_at is not None and self.due.amount > 0

    @property
    def is_in_doubt(self) -> bool:
        return self.order.row.fraud in {FraudState.REVIEW, FraudState.DENIED}

    @property
    def settles(self) -> bool:
        """Whether a payment or a completion is on its way from its fact to the order."""
        return is_on_its_way(self.order.row, self.money)


RIGHTS = (
    "orders:edit",
    "orders:approve",
    "prices:edit",
    "payments:view",
    "payments:edit",
    "fulfillment:edit",
    "customers:view",
    "invoices:view",
)


def get_order_page(
    number: str, *, actor: Actor, shown: Customer | None = None, told: str = ""
) -> OrderPage:
    """Return an order in full, its customer masked unless `shown` was just looked up.

    `told` is the part of its history. Refuses with OrderNotFound or NotPermitted.
    """
    order = get_order(number)
    scopes = scopes_for(number, sold=order.scopes, actor=actor)
    actor.must("orders:view", scope=scopes)
    rights = frozenset(right for right in RIGHTS if actor.may(right, scope=scopes))
    history, notes = timeline_of(number), list_notes(number, actor=actor)
    edits = [each for each in list_edits(number) if each.state == EditState.OPEN]
    names = names_of(_named(history, notes, edits))
    looks = any(actor.may(right, scope=scopes) for right in SEES_CUSTOMERS)
    return OrderPage(
        order=order,
        customer=shown or order.customer,
        is_shown=shown is not None,
        lines=lines_shown(order.lines, held_where(number)),
        money=money_of(order, rights),
        links=_links(order, rights, actor),
        notes=tuple(_note(card, names) for card in notes),
        actions=tuple(map(action_of, list_actions(number, actor=actor))),
        entries=entries_of(told_of(history, told), names),
        parts=parts_of(history, told),
        edit=edits[0] if edits else None,
        edit_by=told_by(edits[0].requested_by, names) if edits else "",
        tags=tags_in_use(scopes=actor.reach("orders:view")) if "orders:edit" in rights else (),
        rights=rights,
        can_look=shown is None and order.customer != Customer() and looks,
    )


def order_for(number: str, *, actor: Actor, right: str) -> OrderCard:
    """Return an order to who has a right on it. Refuses with OrderNotFound or NotPermitted."""
    order = get_order(number)
    actor.must(right, scope=scopes_for(number, sold=order.scopes, actor=actor))
    return order


def _links(order: OrderCard, rights: frozenset[str], actor: Actor) -> Links:
    number, customer = order.row.number, order.customer_id
    known = numbers_of([customer]) if customer and "customers:view" in rights else {}
    return Links(
        customer=known.get(customer, "") if customer else "",
        checkout=checkout_of(number) if actor.may("orders:view", scope=order.scopes) else None,
        papers=tuple(
            paper
            for paper in (papers_of(number) if "invoices:view" in rights else ())
            if actor.may("invoices:view", scope=paper.scopes)
        ),
        works=tuple(
            work
            for work in works_of_order(number)
            if actor.may("fulfillment:view", scope=scopes_of_work(work.row))
        ),
    )


def _named(
    history: Sequence[TimelineEntry], notes: Sequence[NoteCard], edits: Sequence[EditCard]
) -> set[str]:
    """Return everybody whose name the page shows."""
    written = {note.by for note in notes}
    called = {f"staff:{person}" for note in notes for person in note.mentions}
    return {fact.actor for fact in history} | written | called | {e.requested_by for e in edits}


def _note(card: NoteCard, names: dict[str, str]) -> NoteShown:
    called = (told_by(f"staff:{person}", names) for person in card.mentions)
    return NoteShown(card, told_by(card.by, names), ", ".join(called))
