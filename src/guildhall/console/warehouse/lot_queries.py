"""The page of a lot as one read model."""

from dataclasses import dataclass

from guildhall.console.papers import Paper, note_beside, paper_behind
from guildhall.console.shell.navigation import Text
from guildhall.console.warehouse.queries import edits
from guildhall.console.warehouse.words import KINDS
from guildhall.inventory import queries
from guildhall.inventory.errors import StockNotFound
from guildhall.inventory.types import LotPlace, LotStep, LotTrace, RecallLine
from guildhall.kernel.stamp import Actor


@dataclass(frozen=True, slots=True)
class LotMove:
    """One movement of a lot, with the paper behind it."""

    move: LotStep
    kind: Text
    paper: Paper
    note: str


@dataclass(frozen=True, slots=True)
class LotLying:
    """What lies of a lot at one place, and whether the reader may give it up."""

    place: LotPlace
    can_edit: bool


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot, and its movements as people read them."""

    trace: LotTrace
    places: tuple[LotLying, ...]
    steps: tuple[LotMove, ...]


def get_lot_page(sku: str, lot: str, actor: Actor) -> LotPage:
    """Return where a lot came from and went. Refuses with LotNotFound or NotPermitted."""
    trace = queries.trace_lot(sku, lot, scopes=actor.reach("stock:view"))
    mine = {place.code for place in queries.list_kept_locations(actor)} if edits(actor) else set()
    return LotPage(
        trace,
        tuple(LotLying(place, can_edit=place.location in mine) for place in trace.places),
        tuple(
            LotMove(
                step,
                KINDS[step.kind],
                paper_behind(step.reference, step.reason),
                note_beside(step.reference, step.reason),
            )
            for step in trace.steps
        ),
    )


def get_disposal_page(sku: str, lot: str, location: str, *, actor: Actor) -> LotPlace:
    """Return what lies of a lot at a place.

    Refuses with NotPermitted, LotNotFound or StockNotFound.
    """
    actor.must("stock:edit", scope=queries.scopes_of_keeper(location))
    card = queries.get_lot(sku, lot)
    for place in queries.places_of_lot(card.id):
        if place.location == location:
            return place
    raise StockNotFound(sku=sku, location=location)


def get_recall_list(sku: str, lot: str, actor: Actor) -> tuple[RecallLine, ...]:
    """Return what of a lot went where. Refuses with LotNotFound or NotPermitted."""
    return queries.recall_list(sku, lot, scopes=actor.reach("stock:view"))
