"""Each page of the warehouse as one read model, in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.warehouse.words import KINDS
from guildhall.identity.queries import names_of
from guildhall.inventory import queries
from guildhall.inventory.states import (
    LocationKind,
    MovementKind,
    ScanKind,
    StocktakeState,
    TransferState,
)
from guildhall.inventory.types import (
    LevelCard,
    LevelFilter,
    LocationCard,
    LotStep,
    LotTrace,
    MovementFilter,
    MovementRow,
    PaperFilter,
    RecallLine,
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
from guildhall.kernel.stamp import Actor

SHOWN = 10
PAGES_OF_PAPERS = {"RCV-": "receipt", "TRF-": "transfer", "CNT-": "count"}


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


@dataclass(frozen=True, slots=True)
class MovementList:
    """A page of the ledger, and the places by which it can be narrowed."""

    page: Page[MovementRow]
    locations: tuple[LocationCard, ...]
    rows: tuple[MovementLine, ...]


@dataclass(frozen=True, slots=True)
class LotMove:
    """One movement of a lot; `url` is the page of its paper, if that has one."""

    move: LotStep
    kind: Text
    url: str


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot, and its movements as people read them."""

    trace: LotTrace
    steps: tuple[LotMove, ...]


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
        can_edit=any(grant.capability in {"stock:edit", "*"} for grant in actor.grants),
    )


def places_of(actor: Actor, permission: str) -> tuple[LocationCard, ...]:
    """Return the places where somebody may act, without the way between places."""
    places = queries.list_locations(scopes=actor.reach(permission))
    return tuple(place for place in places if place.kind != LocationKind.IN_TRANSIT)


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
        tuple(MovementLine(move, KINDS[move.kind], names[move.actor]) for move in page.items),
    )


def get_lot_page(sku: str, lot: str, actor: Actor) -> LotPage:
    """Return where a lot came from and went. Refuses with LotNotFound or NotPermitted."""
    trace = queries.trace_lot(sku, lot, scopes=actor.reach("stock:view"))
    return LotPage(
        trace,
        tuple(LotMove(step, KINDS[step.kind], _page_of(step)) for step in trace.steps),
    )


def _page_of(step: LotStep) -> str:
    """Return the address of the paper behind a movement, if it has a page."""
    if step.kind == MovementKind.SHIPMENT:
        return reverse("orders:order", args=[step.reference])
    name = PAGES_OF_PAPERS.get(step.reference[:4])
    return reverse(f"warehouse:{name}", args=[step.reference]) if name else ""


def get_recall_list(sku: str, lot: str, actor: Actor) -> tuple[RecallLine, ...]:
    """Return what of a lot went where. Refuses with LotNotFound or NotPermitted."""
    return queries.recall_list(sku, lot, scopes=actor.reach("stock:view"))


def names_for(actors: Iterable[str]) -> dict[str, str]:
    """Return how people know those who wrote papers. One statement."""
    asked = list(actors)
    names = names_of(asked)
    return {actor: told_by(actor, names) for actor in asked}
