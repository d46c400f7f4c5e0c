"""Each page of the warehouse as one read model, in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from guildhall.console.papers import Paper, note_beside, paper_behind
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.warehouse.words import KINDS
from guildhall.identity.queries import names_of
from guildhall.inventory import queries
from guildhall.inventory.states import (
    LocationKind,
    ScanKind,
    StocktakeState,
    TransferState,
)
from guildhall.inventory.types import (
    LevelCard,
    LevelFilter,
    LocationCard,
    MovementFilter,
    MovementRow,
    PaperFilter,
    ReceiptCard,
    ReceiptRow,
    ScanCard,
    Scanned,
    StocktakeCard,
    StocktakeRow,
    Tally,
    TransferCard,
    TransferRow,
    TrayCard,
)
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import EVERYWHERE, Actor

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Hall:
    """What waits in the warehouse for somebody: begun, being counted, on its way here."""

    trays: tuple[TrayCard, ...]
    counts: tuple[StocktakeRow, ...]
    arriving: tuple[TransferRow, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a scanned code means, and where those goods lie."""

    scanned: Scanned
    levels: tuple[LevelCard, ...]
    paper: str
    location: str


@dataclass(frozen=True, slots=True)
class CountPage:
    """A count as its counter sees it: own scans, no expectation."""

    row: StocktakeRow
    tallies: tuple[Tally, ...]
    last: ScanCard | None


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One line of the ledger as people read it."""

    move: MovementRow
    kind: Text
    by: str
    paper: Paper
    note: str


@dataclass(frozen=True, slots=True)
class MovementList:
    """A page of the ledger, and the places by which it can be narrowed."""

    page: Page[MovementRow]
    locations: tuple[LocationCard, ...]
    rows: tuple[MovementLine, ...]


@dataclass(frozen=True, slots=True)
class Listed[T]:
    """A page of papers, and the places by which it can be narrowed."""

    page: Page[T]
    locations: tuple[LocationCard, ...]


def get_hall(actor: Actor) -> Hall:
    """Return what waits. Refuses with NotPermitted."""
    scopes = actor.reach("stock:view")
    counting = PaperFilter(state=StocktakeState.COUNTING, scopes=scopes)
    sent = PaperFilter(state=TransferState.SENT, scopes=scopes)
    return Hall(
        trays=queries.open_trays(actor.name),
        counts=queries.list_stocktakes(counting, limit=SHOWN).items,
        arriving=queries.list_transfers(sent, limit=SHOWN).items,
        can_edit=edits(actor),
    )


def places_seen(actor: Actor) -> tuple[LocationCard, ...]:
    """Return the open places within somebody's sight, without the way between them."""
    places = queries.list_locations(scopes=actor.reach("stock:view"))
    return tuple(x for x in places if x.is_open and x.kind != LocationKind.IN_TRANSIT)


def edits(actor: Actor) -> bool:
    """Return whether somebody may change what lies at any place."""
    return any(
        grant.capability in {"stock:edit", "*"}
        and (grant.scope == EVERYWHERE or queries.keepers_among((grant.scope,)))
        for grant in actor.grants
    )


def look_up(text: str, actor: Actor) -> Found:
    """Return what a code means. Refuses with ScanUnreadable or ScanUnknown."""
    scopes = actor.reach("stock:view")
    scanned = queries.read_scan(text)
    said = {fact.kind: fact.value for fact in scanned.facts}
    levels: tuple[LevelCard, ...] = ()
    if scanned.item is not None:
        page = queries.list_levels(LevelFilter(text=scanned.item.sku, scopes=scopes), limit=200)
        levels = tuple(x for x in page.items if x.sku == scanned.item.sku)
    plain = scanned.item is None
    return Found(
        scanned,
        levels,
        paper=said.get(ScanKind.PAPER, "") if plain else "",
        location=said.get(ScanKind.LOCATION, "") if plain else "",
    )


def get_tray_page(tray: UUID, actor: Actor) -> TrayCard:
    """Return what is being scanned. Refuses with TrayNotFound or NotPermitted."""
    card = queries.get_tray(tray)
    actor.must("stock:edit", scope=queries.scopes_of_keeper(card.location))
    return card


def get_count_page(number: str, actor: Actor) -> CountPage:
    """Return a count for who counts. Refuses with PaperNotFound or NotPermitted."""
    row = queries.get_stocktake_row(number)
    actor.must("stock:edit", scope=queries.scopes_of_keeper(row.location))
    return CountPage(
        row, queries.tallies_of(number, by=actor.name), queries.last_scan(number, by=actor.name)
    )


def get_stocktake_page(number: str, actor: Actor) -> tuple[StocktakeCard, bool]:
    """Return a count with its lines, and whether it may be changed. Refuses as above."""
    card = queries.get_stocktake(number)
    seen = queries.scopes_of_location(card.row.location)
    actor.must("stock:view", scope=seen)
    return card, actor.may("stock:edit", scope=queries.keepers_among(seen))


def get_receipt_page(number: str, actor: Actor) -> tuple[ReceiptCard, bool]:
    """Return a receipt, and whether it may be changed. Refuses as above."""
    card = queries.get_receipt(number)
    seen = queries.scopes_of_location(card.row.location)
    actor.must("stock:view", scope=seen)
    return card, actor.may("stock:edit", scope=queries.keepers_among(seen))


def get_transfer_page(number: str, actor: Actor) -> tuple[TransferCard, bool, bool]:
    """Return a transfer, whether it may be sent, and whether it may be received."""
    card = queries.get_transfer(number)
    origin = queries.scopes_of_location(card.row.origin)
    destination = queries.scopes_of_location(card.row.destination)
    actor.must("stock:view", scope=(*origin, *destination))
    return (
        card,
        actor.may("stock:edit", scope=queries.keepers_among(origin)),
        actor.may("stock:edit", scope=queries.keepers_among(destination)),
    )


def list_of_receipts(chosen: PaperFilter, cursor: str | None) -> Listed[ReceiptRow]:
    places = queries.list_locations(scopes=chosen.scopes)
    return Listed(queries.list_receipts(chosen, cursor=cursor), places)


def list_of_transfers(chosen: PaperFilter, cursor: str | None) -> Listed[TransferRow]:
    places = queries.list_locations(scopes=chosen.scopes)
    return Listed(queries.list_transfers(chosen, cursor=cursor), places)


def list_of_stocktakes(chosen: PaperFilter, cursor: str | None) -> Listed[StocktakeRow]:
    places = queries.list_locations(scopes=chosen.scopes)
    return Listed(queries.list_stocktakes(chosen, cursor=cursor), places)


def list_of_movements(chosen: MovementFilter, cursor: str | None) -> MovementList:
    page = queries.list_all_movements(chosen, cursor=cursor)
    names = names_for({move.actor for move in page.items})
    return MovementList(
        page,
        queries.list_locations(scopes=chosen.scopes),
        tuple(
            MovementLine(
                move,
                KINDS[move.kind],
                names[move.actor],
                paper_behind(move.reference, move.reason),
                note_beside(move.reference, move.reason),
            )
            for move in page.items
        ),
    )


def names_for(actors: Iterable[str]) -> dict[str, str]:
    """Return how people know those who wrote papers. One statement."""
    asked = list(actors)
    names = names_of(asked)
    return {actor: told_by(actor, names) for actor in asked}
