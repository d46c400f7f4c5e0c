"""Carrying a file in, chunk by chunk.

The effect of a chunk, the counts and the place in the file commit together. Whoever carries a
file may be killed at any moment: the next one reads again what was taken, to know what rows have
said so far, and goes on behind it. Two who carry one file do not take a row twice: the second
finds that the place has moved, and leaves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors.imports import FileUnreadable, ImportHasFaults
from guildhall.catalog.events.imports import ProductsImported
from guildhall.catalog.models import Import, ImportFault
from guildhall.catalog.operations.chunks import judged, take
from guildhall.catalog.operations.imports import end, fail_import, lock_import
from guildhall.catalog.operations.lists import Lists
from guildhall.catalog.operations.shelf import RIGHT, mint_skus
from guildhall.catalog.operations.withholding import withhold
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.imports import card_of, failed_rows, get_import
from guildhall.catalog.queries.matching import known_variants
from guildhall.catalog.queries.sheets import count_rows, opened, rows_of, says_something
from guildhall.catalog.rules.judging import Memory, code_of
from guildhall.catalog.rules.rows import Reading
from guildhall.catalog.states import AT_WORK, ImportMove, ImportPolicy
from guildhall.catalog.types.imports import Fault, ImportCard, Incoming, Tally
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp

AT_ONCE = 2_500
FIRST = 2
"""The number of the first row below the headings, as spreadsheets count."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that stand together in a file: the place of the first, and their cells."""

    start: int
    cells: Sequence[list[str]]

    @property
    def end(self) -> int:
        return self.start + len(self.cells)


def carry_import(run: UUID, *, now: Callable[[], datetime], is_late: Callable[[], bool]) -> bool:
    """Take chunk after chunk until a file is done or it is late; return whether there is more.

    What a file refuses in the middle of it ends the import and is kept with it.
    """
    card = get_import(run)
    if card.state not in AT_WORK:
        return False
    try:
        return _carry(card, now, is_late)
    except FileNotFoundError:
        fail_import(run, refusal=FileUnreadable(reason="gone"), stamp=_stamp(card, now()))
    except Refusal as refusal:
        fail_import(run, refusal=refusal, stamp=_stamp(card, now()))
    return False


def _carry(card: ImportCard, now: Callable[[], datetime], is_late: Callable[[], bool]) -> bool:
    with opened(card.file) as file:
        if card.rows is None:
            Import.objects.filter(id=card.id).update(rows=count_rows(file, card.layout))
            card = get_import(card.id)
        rows = rows_of(file, card.layout)
        reading = Reading(next(rows), card.mapping, decimal=card.layout.decimal)
        memory = Memory(reading)
        chunks = _chunks(islice(rows, card.rows or 0))
        work = Work(reading, memory, Lists.of(card))
        for chunk in chunks:
            if chunk.end <= card.next_row:
                _remember(chunk, card, reading=reading, memory=memory)
                continue
            if is_late():
                return True
            if not take_chunk(card.id, chunk, work=work, stamp=_stamp(card, now())):
                return False
            reached("imports.chunk_committed")
    finish_import(card.id, stamp=_stamp(card, now()))
    return False


def _stamp(card: ImportCard, at: datetime) -> Stamp:
    """Return the stamp of whoever started an import, with the rights of then that still hold."""
    grants = tuple(grant for grant in card.by.grants if grant.until is None or grant.until > at)
    return Stamp(replace(card.by, grants=grants), at)


@dataclass(frozen=True, slots=True)
class Work:
    """What whoever carries a file knows of it."""

    reading: Reading
    memory: Memory
    lists: Lists


@transaction.atomic
def take_chunk(run: UUID, chunk: Chunk, *, work: Work, stamp: Stamp) -> bool:
    """Take some rows, or find out what taking them would do; return False if others did.

    Refuses with NotPermitted, PlanLimitReached or, where all or nothing is taken,
    ImportHasFaults.
    """
    row = lock_import(run)
    card = card_of(row)
    if card.state not in AT_WORK or row.next_row != chunk.start:
        return False
    stamp.by.must(RIGHT)
    work.lists.must_be_open_to(stamp)

    if not row.is_trial:
        mint_skus()  # before the catalogue is asked: of two files one sees what the other made
    understood = _read(chunk, work.reading)
    judgement = judged(understood, memory=work.memory)
    good, faults = withhold(*judgement, lists=work.lists, stamp=stamp)
    if faults and not row.is_trial and card.policy is ImportPolicy.REFUSE:
        raise ImportHasFaults(failed=len({fault.row for fault in faults}))
    tally = take(good, lists=work.lists, run=row, stamp=stamp)
    reached("imports.rows_written")
    _keep_faults(row, faults, chunk)
    _advance(row, chunk, tally, failed=len({fault.row for fault in faults}), stamp=stamp)
    reached("imports.place_moved")
    if row.is_trial or not tally.added + tally.changed:
        return True
    move_epoch_on_commit(EPOCH)

    record(
        ProductsImported(
            run=str(run),
            first_row=chunk.start + FIRST,
            last_row=chunk.end + FIRST - 1,
            added=tally.added,
            changed=tally.changed,
            stamp=stamp,
        )
    )
    return True


@transaction.atomic
def finish_import(run: UUID, *, stamp: Stamp) -> None:
    """Say that every row of a file was looked at. Refuses with MoveNotAllowed."""
    row = lock_import(run)
    if card_of(row).state not in AT_WORK:
        return
    row.move(ImportMove.FINISH)
    if row.is_trial:
        row.checked = asdict(card_of(row).tally)
    end(row, stamp=stamp)


def _chunks(rows: Iterator[list[str]]) -> Iterator[Chunk]:
    start = 0
    while cells := list(islice(rows, AT_ONCE)):
        yield Chunk(start, cells)
        start += len(cells)


def _read(chunk: Chunk, reading: Reading) -> list[Incoming | tuple[Fault, ...]]:
    """Return what the rows say; blank ones say nothing and are passed over."""
    return [
        reading.read(number, cells)
        for number, cells in enumerate(chunk.cells, chunk.start + FIRST)
        if says_something(cells)
    ]


def _remember(chunk: Chunk, card: ImportCard, *, reading: Reading, memory: Memory) -> None:
    """Learn again what rows said that were taken before, by whoever carried the file then."""
    failed = failed_rows(card.id, after=chunk.start + FIRST - 1, until=chunk.end + FIRST - 1)
    rows = [row for row in _read(chunk, reading) if isinstance(row, Incoming)]
    good = [row for row in rows if row.row not in failed]
    variants = known_variants(row.sku for row in good)
    for row in good:
        memory.note(row, code_of(row, variants.get(row.sku)))


def _keep_faults(row: Import, faults: Sequence[Fault], chunk: Chunk) -> None:
    """Keep what is wrong, and with the first fault of each row its cells."""
    kept: dict[tuple[int, str], ImportFault] = {}
    shown: set[int] = set()
    for fault in faults:
        cells = [] if fault.row in shown else chunk.cells[fault.row - chunk.start - FIRST]
        shown.add(fault.row)
        kept.setdefault(
            (fault.row, fault.field),
            ImportFault(
                run=row,
                row=fault.row,
                field=fault.field[:60],
                code=fault.code,
                facts=dict(fault.facts),
                cells=cells,
            ),
        )
    insert_rows(list(kept.values()))


def _advance(row: Import, chunk: Chunk, tally: Tally, *, failed: int, stamp: Stamp) -> None:
    row.next_row = chunk.end
    row.added += tally.added
    row.changed += tally.changed
    row.unchanged += tally.unchanged
    row.failed += failed
    row.new_products += tally.products
    row.heard_at = stamp.at
    row.save()
