"""Files on their way in: where they stand, and what is wrong in them."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from guildhall.catalog.errors.imports import (
    FileTooLarge,
    FileUnreadable,
    ImportHasFaults,
    ImportNotFound,
)
from guildhall.catalog.models import Import, ImportFault, PriceList
from guildhall.catalog.queries.sheets import look_at, opened
from guildhall.catalog.rules.columns import guess
from guildhall.catalog.states import AT_WORK, ImportPolicy, ImportState, SheetFormat
from guildhall.catalog.types.imports import (
    Fault,
    FaultLine,
    ImportCard,
    Layout,
    Sheet,
    Tally,
)
from guildhall.kernel.limits import PlanLimitReached
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant

REMEMBERED = 20
"""How many of the last mappings are asked what a column was."""

_TOLD: Mapping[str, type[Refusal]] = {
    told.code: told
    for told in (FileTooLarge, FileUnreadable, ImportHasFaults, NotPermitted, PlanLimitReached)
}


def get_import(run: UUID) -> ImportCard:
    """Return one import. Refuses with ImportNotFound."""
    row = Import.objects.filter(id=run).first()
    if row is None:
        raise ImportNotFound
    return card_of(row)


def list_imports(*, cursor: str | None = None, limit: int = 50) -> Page[ImportCard]:
    """Return one page of imports, the newest first. Refuses with CursorInvalid."""
    return page_of(
        Import.objects.all(), key=("created_at", "id"), cursor=cursor, limit=limit, to=card_of
    )


def imports_at_work() -> list[tuple[UUID, Any]]:
    """Return what is being carried, and when each was last heard of."""
    states = [state.value for state in AT_WORK]
    return list(Import.objects.filter(state__in=states).values_list("id", "heard_at"))


def look_into(card: ImportCard) -> Sheet:
    """Return the columns and the first rows of a file. Refuses with FileUnreadable."""
    try:
        with opened(card.file) as file:
            return look_at(file, size=1, asked=card.layout)
    except FileNotFoundError as error:
        raise FileUnreadable(reason="gone") from error


def guessed_mapping(headings: tuple[str, ...]) -> dict[str, str]:
    """Return what each column probably holds: as this company said last, or by its name."""
    said = Import.objects.order_by("-created_at").values_list("mapping", flat=True)
    remembered: dict[str, str] = {}
    for mapping in reversed(said[:REMEMBERED]):
        remembered |= {heading: target for heading, target in mapping.items() if target}
    return guess(headings, remembered=remembered)


def price_list_codes() -> list[str]:
    lists = PriceList.objects.filter(is_active=True)
    return list(lists.order_by("code").values_list("code", flat=True))


def list_faults(run: UUID, *, most: int | None = None, after: int = 0) -> list[FaultLine]:
    """Return the rows that were not taken, by number, `most` at a time."""
    rows = ImportFault.objects.filter(run=run, row__gt=after)
    numbers = rows.order_by("row").values_list("row", flat=True).distinct()[:most]
    found = rows.filter(row__in=list(numbers)) if most else rows
    ordered = found.order_by("row", "field").iterator()
    by_row = groupby(ordered, lambda each: each.row)
    return [_line(number, list(group)) for number, group in by_row]


def every_fault(run: UUID, *, at_once: int = 1_000) -> Iterator[FaultLine]:
    """Yield all rows that were not taken, a batch in memory at a time."""
    after = 0
    while batch := list_faults(run, most=at_once, after=after):
        yield from batch
        after = batch[-1].row


def failed_rows(run: UUID, *, after: int, until: int) -> set[int]:
    """Return which rows of a stretch were not taken."""
    rows = ImportFault.objects.filter(run=run, row__gt=after, row__lte=until)
    return set(rows.values_list("row", flat=True).distinct())


def problem_in(problem: str) -> Refusal | None:
    """Return why an import failed, as it was kept."""
    if not problem:
        return None
    kept = json.loads(problem)
    return _TOLD[kept["code"]](**kept["facts"])


def card_of(row: Import) -> ImportCard:
    options = row.options
    return ImportCard(
        id=row.id,
        name=row.name,
        layout=Layout(
            SheetFormat(row.format),
            options.get("encoding", "utf-8"),
            options.get("delimiter", ","),
            options.get("decimal", "."),
        ),
        mapping=row.mapping,
        channel=options.get("channel", ""),
        policy=ImportPolicy(options.get("policy", ImportPolicy.SKIP)),
        state=ImportState(row.state),
        is_trial=row.is_trial,
        rows=row.rows,
        next_row=row.next_row,
        tally=Tally(row.added, row.changed, row.unchanged, row.failed, row.new_products),
        checked=Tally(**row.checked) if row.checked else None,
        started_by=row.started_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        problem=row.problem,
        file=row.file,
        by=_actor(row),
    )


def _actor(row: Import) -> Actor:
    """Return who started an import, with the rights that they had then."""
    kind, _colon, _name = row.started_by.partition(":")
    grants = tuple(
        Grant(capability, scope, datetime.fromisoformat(until) if until else None)
        for capability, scope, until in row.grants
    )
    return Actor({"key": "api_key"}.get(kind, kind), row.started_by, grants)


def _line(number: int, faults: list[ImportFault]) -> FaultLine:
    cells: tuple[str, ...] = next((tuple(each.cells) for each in faults if each.cells), ())
    return FaultLine(
        number, cells, tuple(Fault(number, each.field, each.code, each.facts) for each in faults)
    )
