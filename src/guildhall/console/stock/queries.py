"""Each page of stock as one read model, in a constant number of statements."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guildhall.console.papers import Paper, note_beside, paper_behind
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.stock.forms import ORDERS, REASONS
from guildhall.identity.queries import names_of
from guildhall.inventory.queries import (
    blocks_of,
    count_levels,
    get_level,
    get_sources,
    get_sourcing,
    keepers_among,
    list_holds,
    list_kept_locations,
    list_levels,
    list_locations,
    list_movements,
    list_offers,
    scopes_of_location,
    sourcing_of_all,
)
from guildhall.inventory.states import SELLING, AllocationOrder, MovementKind
from guildhall.inventory.types import (
    HoldCard,
    LevelCard,
    LevelFilter,
    LocationCard,
    MovementCard,
    OfferCard,
    Sources,
    Sourcing,
    SourcingCard,
)
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import get_channel, list_channels
from guildhall.organization.types import ChannelCard

KINDS = {
    MovementKind.RECEIPT: _("Received"),
    MovementKind.SHIPMENT: _("Shipped"),
    MovementKind.ADJUSTMENT: _("Adjusted"),
    MovementKind.BLOCK: _("Blocked"),
    MovementKind.UNBLOCK: _("Unblocked"),
    MovementKind.TRANSFER: _("Transferred"),
    MovementKind.COUNT: _("Counted"),
    MovementKind.WRITE_OFF: _("Written off"),
    MovementKind.REVERSAL: _("Reversed"),
    MovementKind.REPACK: _("Repacked"),
}


@dataclass(frozen=True, slots=True)
class LevelList:
    """A page of stock; `count` ends at 10,001."""

    page: Page[LevelCard]
    count: int
    locations: tuple[LocationCard, ...]


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One line of the ledger as people read it."""

    at: datetime
    kind: Text
    quantity: Decimal
    paper: Paper
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class LevelPage:
    """One SKU at one location, the movements behind its number and the promises on it."""

    level: LevelCard
    movements: Page[MovementLine]
    holds: tuple[HoldCard, ...]
    blocks: tuple[tuple[Text, Decimal], ...]
    can_edit: bool


def get_level_list(chosen: LevelFilter, *, cursor: str | None) -> LevelList:
    """Return one page of stock, latest change first. Refuses with CursorInvalid."""
    return LevelList(
        page=list_levels(chosen, cursor=cursor),
        count=count_levels(chosen),
        locations=list_locations(scopes=chosen.scopes),
    )


def get_level_page(level: UUID, *, cursor: str | None, actor: Actor) -> LevelPage:
    """Return one level in full. Refuses with StockNotFound, NotPermitted or CursorInvalid."""
    card = get_level(level)
    seen = scopes_of_location(card.location)
    actor.must("stock:view", scope=seen)
    ledger = list_movements(level, cursor=cursor)
    names = names_of(line.actor for line in ledger.items)
    return LevelPage(
        level=card,
        movements=Page(
            tuple(_line(line, told_by(line.actor, names)) for line in ledger.items),
            ledger.next_cursor,
        ),
        holds=list_holds(level),
        blocks=tuple(
            (REASONS.get(reason, reason), quantity)
            for reason, quantity in blocks_of([level]).get(level, {}).items()
        ),
        can_edit=actor.may("stock:edit", scope=keepers_among(seen)),
    )


def _line(line: MovementCard, by: str) -> MovementLine:
    kind = MovementKind(line.kind)
    return MovementLine(
        at=line.effective_at,
        kind=KINDS[kind],
        quantity=line.quantity,
        paper=paper_behind(line.reference, line.reason),
        note=note_beside(line.reference, line.reason),
        by=by,
    )


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, and how it takes stock."""

    channel: ChannelCard
    sourcing: Sourcing
    order: Text


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """How one channel takes stock, and what it lets wait."""

    channel: ChannelCard
    sourcing: SourcingCard
    offers: Page[OfferCard]
    sources: Sources
    lendable: tuple[LocationCard, ...]
    can_edit: bool

    @property
    def off_the_map(self) -> bool:
        """Whether the nearest place is asked for, and some place has not said where it lies."""
        nearest = self.sourcing.sourcing.order is AllocationOrder.NEAREST
        return nearest and any(place.point is None for place in self.sources.places)


def get_channel_list(actor: Actor) -> tuple[ChannelRow, ...]:
    """Return the channels within somebody's reach. Refuses with NotPermitted."""
    reach = set(actor.reach("stock:view"))
    seen = [each for each in list_channels() if not reach or reach & set(each.scopes)]
    ways = sourcing_of_all(each.id for each in seen)
    return tuple(ChannelRow(each, ways[each.id], ORDERS[ways[each.id].order]) for each in seen)


def get_channel_page(channel: str, *, cursor: str | None, actor: Actor) -> ChannelPage:
    """Return one channel. Refuses with ChannelNotFound, NotPermitted or CursorInvalid."""
    card = get_channel(channel)
    actor.must("stock:view", scope=card.scopes)
    can_edit, sources = actor.may("stock:edit", scope=card.scopes), get_sources(card)
    kept = list_kept_locations(actor) if can_edit else ()
    return ChannelPage(
        channel=card,
        sourcing=get_sourcing(channel),
        offers=list_offers(card, cursor=cursor),
        sources=sources,
        lendable=tuple(x for x in kept if x.kind in SELLING and x.code not in sources.codes),
        can_edit=can_edit,
    )
