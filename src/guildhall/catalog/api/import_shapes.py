"""What of files that come in goes over the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from guildhall.catalog.api.shapes import PLAIN, Strict
from guildhall.catalog.errors.imports import FAULTS
from guildhall.catalog.queries.imports import problem_in
from guildhall.catalog.states import ImportPolicy
from guildhall.catalog.types.imports import FaultLine, ImportCard, ImportTerms, Sheet, Tally

Heading = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Target = Annotated[str, Field(max_length=80, pattern=PLAIN)]


class ColumnsIn(Strict):
    """What each column holds: `sku`, `title`, `price`, `price:<list>`, `option:<name>`.

    A heading that is not named is left out. What is empty stays as the file was understood.
    """

    mapping: Annotated[dict[Heading, Target], Field(max_length=500)]
    channel: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""
    policy: ImportPolicy = ImportPolicy.SKIP
    encoding: Literal["", "utf-8-sig", "utf-8", "utf-16", "gb18030"] = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    decimal: Literal["", ".", ","] = ""

    def terms(self) -> ImportTerms:
        return ImportTerms(**self.model_dump())


class TallyOut(Schema):
    """What became of rows; `new_products` is how many of the added came with a new product."""

    added: int
    changed: int
    unchanged: int
    failed: int
    new_products: int

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls(
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
            failed=tally.failed,
            new_products=tally.products,
        )


class ImportOut(Schema):
    """Where a file stands. `checked` is what the last check counted: it changes nothing."""

    id: UUID
    name: str
    format: str
    state: str
    is_check: bool
    rows: int | None
    rows_done: int
    percent: int
    tally: TallyOut
    checked: TallyOut | None
    mapping: dict[str, str]
    channel: str
    policy: ImportPolicy
    started_by: str
    created_at: datetime
    finished_at: datetime | None
    problem: dict[str, Any] | None

    @classmethod
    def of(cls, card: ImportCard) -> Self:
        problem = problem_in(card.problem)
        return cls(
            id=card.id,
            name=card.name,
            format=card.layout.format,
            state=card.state,
            is_check=card.is_trial,
            rows=card.rows,
            rows_done=card.next_row,
            percent=card.percent,
            tally=TallyOut.of(card.tally),
            checked=TallyOut.of(card.checked) if card.checked else None,
            mapping=dict(card.mapping),
            channel=card.channel,
            policy=card.policy,
            started_by=card.started_by,
            created_at=card.created_at,
            finished_at=card.finished_at,
            problem={"code": problem.code, "detail": problem.told(gettext)} if problem else None,
        )


class ImportPageOut(Schema):
    items: list[ImportOut]
    next_cursor: str | None


class ColumnsOut(Schema):
    """The columns of a file, some of its rows, and how it is understood now."""

    headings: list[str]
    sample: list[list[str]]
    mapping: dict[str, str]
    channel: str
    policy: ImportPolicy
    encoding: str
    delimiter: str
    decimal: str

    @classmethod
    def of(cls, card: ImportCard, sheet: Sheet) -> Self:
        return cls(
            headings=list(sheet.headings),
            sample=[list(row) for row in sheet.sample],
            mapping=dict(card.mapping),
            channel=card.channel,
            policy=card.policy,
            encoding=card.layout.encoding,
            delimiter=card.layout.delimiter,
            decimal=card.layout.decimal,
        )


class FaultOut(Schema):
    field: str
    code: str
    detail: str


class WrongRowOut(Schema):
    """A row that was not taken, as it stood in the file, and everything wrong with it."""

    row: int
    cells: list[str]
    faults: list[FaultOut]

    @classmethod
    def of(cls, line: FaultLine) -> Self:
        faults = [
            FaultOut(
                field=fault.field,
                code=fault.code,
                detail=gettext(FAULTS.get(fault.code, fault.code)).format_map(dict(fault.facts)),
            )
            for fault in line.faults
        ]
        return cls(row=line.row, cells=list(line.cells), faults=faults)


class WrongRowsOut(Schema):
    """Wrong rows by number; `next_after` is the `after` of the next page, if there is one."""

    items: list[WrongRowOut]
    next_after: int | None
