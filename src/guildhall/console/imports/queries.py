"""Each page of imports as one read model, in a constant number of statements."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from guildhall.catalog.errors.imports import FAULTS
from guildhall.catalog.queries.imports import (
    get_import,
    list_faults,
    list_imports,
    look_into,
    price_list_codes,
    problem_in,
)
from guildhall.catalog.states import AT_WORK, ImportState
from guildhall.catalog.types.imports import Fault, FaultLine, ImportCard, Sheet, Tally
from guildhall.console.people import told_by
from guildhall.identity.queries import names_of
from guildhall.kernel.paging import Page
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_channels

SHOWN = 50
"""How many wrong rows a page shows; the file to download has all."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import of the list."""

    card: ImportCard
    by: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a row, as people are told."""

    field: str
    told: str
    code: str


@dataclass(frozen=True, slots=True)
class WrongRow:
    row: int
    cells: tuple[str, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import in full. `tally` is what was found, or what was done."""

    card: ImportCard
    by: str
    wrong: tuple[WrongRow, ...]
    problem: Refusal | None
    can_edit: bool

    @property
    def is_at_work(self) -> bool:
        return self.card.state in AT_WORK

    @property
    def tally(self) -> Tally:
        return self.card.tally

    @property
    def is_only_checked(self) -> bool:
        return self.card.is_trial

    @property
    def can_run(self) -> bool:
        goes_on = {ImportState.CHECKED, ImportState.STOPPED, ImportState.FAILED}
        return self.can_edit and self.card.checked is not None and self.card.state in goes_on

    @property
    def can_explain(self) -> bool:
        again = {ImportState.CHECKED, ImportState.STOPPED, ImportState.FAILED}
        return self.can_edit and self.card.state in {ImportState.UPLOADED, *again}

    @property
    def left(self) -> int:
        """Return how many rows an import would still touch."""
        checked = self.card.checked or Tally()
        return checked.added + checked.changed

    @property
    def more_wrong(self) -> int:
        return max(0, self.card.tally.failed - len(self.wrong))


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """What is needed to say what the columns of a file hold."""

    card: ImportCard
    sheet: Sheet
    channels: tuple[tuple[str, str], ...]
    price_lists: tuple[str, ...]


def get_import_list(*, cursor: str | None) -> Page[ImportLine]:
    """Return one page of imports, the newest first. Refuses with CursorInvalid."""
    page = list_imports(cursor=cursor)
    names = names_of(card.started_by for card in page.items)
    lines = tuple(ImportLine(card, told_by(card.started_by, names)) for card in page.items)
    return Page(lines, page.next_cursor)


def get_import_page(run: UUID, *, actor: Actor) -> ImportPage:
    """Return one import in full. Refuses with ImportNotFound."""
    card = get_import(run)
    return ImportPage(
        card=card,
        by=told_by(card.started_by, names_of([card.started_by])),
        wrong=tuple(_told(line.row, line.cells, line.faults) for line in _first_faults(card)),
        problem=problem_in(card.problem),
        can_edit=actor.may("catalog:edit"),
    )


def get_columns_page(run: UUID) -> ColumnsPage:
    """Return a file with what its columns can hold. Refuses with ImportNotFound."""
    card = get_import(run)
    return ColumnsPage(
        card=card,
        sheet=look_into(card),
        channels=tuple((channel.code, channel.name) for channel in list_channels()),
        price_lists=tuple(price_list_codes()),
    )


def _first_faults(card: ImportCard) -> list[FaultLine]:
    if card.state in AT_WORK or not card.tally.failed:
        return []
    return list_faults(card.id, most=SHOWN)


def _told(row: int, cells: tuple[str, ...], faults: tuple[Fault, ...]) -> WrongRow:
    return WrongRow(
        row,
        cells,
        tuple(
            Wrong(
                fault.field,
                gettext(FAULTS.get(fault.code, fault.code)).format_map(dict(fault.facts)),
                fault.code,
            )
            for fault in faults
        ),
    )
