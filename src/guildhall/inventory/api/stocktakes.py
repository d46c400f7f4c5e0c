"""Counts, for programs of the back office and for devices that count."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from guildhall.approvals.types import PendingOut
from guildhall.inventory import operations, queries
from guildhall.inventory.api.receipts import LotCode, PaperQuery, ReasonIn, must_see
from guildhall.inventory.api.shapes import Count, Sku, Strict, plain
from guildhall.inventory.types import CountedLineCard, CountScan, StocktakeCard, StocktakeRow
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["stocktakes"])


class StocktakeIn(Strict):
    """What is counted: all that lies at a location, or these SKUs."""

    location: Annotated[str, Field(min_length=1, max_length=40)]
    skus: Annotated[list[Sku], Field(max_length=500)] = []


class ScanIn(Strict):
    """What was counted; the same `id` sent again counts once."""

    id: UUID
    sku: Sku
    quantity: Annotated[Count, Field(ge=0)]
    lot: LotCode = ""
    counted_at: Moment | None = None


class ScansIn(Strict):
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=500)]


class CountedLineIn(Strict):
    sku: Sku
    lot: LotCode = ""


class JudgementIn(CountedLineIn):
    accepted: bool


class CountedLineOut(Schema):
    sku: str
    lot: str
    counted: str
    expected: str
    variance: str
    counted_at: datetime
    is_accepted: bool

    @classmethod
    def of(cls, line: CountedLineCard) -> Self:
        return cls(
            sku=line.sku,
            lot=line.lot,
            counted=plain(line.counted),
            expected=plain(line.expected),
            variance=plain(line.variance),
            counted_at=line.counted_at,
            is_accepted=line.is_accepted,
        )


class StocktakeRowOut(Schema):
    number: str
    location: str
    skus: list[str]
    state: str
    started_at: datetime
    closed_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: StocktakeRow) -> Self:
        return cls(
            number=row.number,
            location=row.location,
            skus=list(row.skus),
            state=row.state,
            started_at=row.started_at,
            closed_at=row.closed_at,
            updated_at=row.updated_at,
        )


class StocktakeOut(StocktakeRowOut):
    """A count; it has lines once counting is over, and while it goes on tells no expectation."""

    scans: int = 0
    lines: list[CountedLineOut] = []

    @classmethod
    def with_lines(cls, card: StocktakeCard) -> Self:
        counting = card.row.state == "counting"
        lines = [] if counting else [CountedLineOut.of(line) for line in card.lines]
        return cls.of(card.row).model_copy(update={"lines": lines, "scans": card.scans})


class StocktakePageOut(Schema):
    items: list[StocktakeRowOut]
    next_cursor: str | None


@router.get(
    "", response=StocktakePageOut, auth=Needs("stock:view"), operation_id="list_stocktakes"
)
def list_stocktakes(request: HttpRequest, query: Query[PaperQuery]) -> StocktakePageOut:
    """List counts, latest change first: those within the caller's reach."""
    page = queries.list_stocktakes(query.chosen(request), cursor=query.cursor, limit=query.limit)
    return StocktakePageOut(
        items=[StocktakeRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "", response={201: StocktakeOut}, auth=Needs("stock:edit"), operation_id="start_stocktake"
)
@idempotent(status=201)
def start(request: HttpRequest, body: StocktakeIn) -> StocktakeOut:
    """Start counting what lies at a location."""
    stamp = stamp_of(request)
    return _out(operations.start_stocktake(body.location, skus=body.skus, stamp=stamp))


@router.get(
    "/{stocktake}",
    response=StocktakeOut,
    auth=Needs("stock:view"),
    operation_id="get_stocktake",
    openapi_extra=CONDITIONAL,
)
def get_stocktake(request: HttpRequest, stocktake: str) -> HttpResponse:
    """Show a count."""
    card = queries.get_stocktake(stocktake)
    must_see(request, card.row.location)
    return sealed(request, StocktakeOut.with_lines(card))


@router.post(
    "/{stocktake}/scans",
    response={200: StocktakeOut},
    auth=Needs("stock:edit"),
    operation_id="count_stock",
)
@idempotent(status=200)
def count(request: HttpRequest, stocktake: str, body: ScansIn) -> StocktakeOut:
    """Note what was counted; many may count at once."""
    scans = [
        CountScan(each.sku, each.quantity, each.lot, each.counted_at, each.id)
        for each in body.scans
    ]
    operations.count_stock(stocktake, scans=scans, stamp=stamp_of(request))
    return _out(stocktake)


@router.post(
    "/{stocktake}/review",
    response={200: StocktakeOut},
    auth=Needs("stock:edit"),
    operation_id="finish_counting",
)
@idempotent(status=200)
def review(request: HttpRequest, stocktake: str) -> StocktakeOut:
    """Put what was counted next to what the ledger said at that moment."""
    operations.finish_counting(stocktake, stamp=stamp_of(request))
    return _out(stocktake)


@router.post(
    "/{stocktake}/judgement",
    response={200: StocktakeOut},
    auth=Needs("stock:edit"),
    operation_id="judge_counted_line",
)
@idempotent(status=200)
def judge(request: HttpRequest, stocktake: str, body: JudgementIn) -> StocktakeOut:
    """Say whether a line is to be booked."""
    operations.judge_line(
        stocktake, sku=body.sku, lot=body.lot, accepted=body.accepted, stamp=stamp_of(request)
    )
    return _out(stocktake)


@router.post(
    "/{stocktake}/recount",
    response={200: StocktakeOut},
    auth=Needs("stock:edit"),
    operation_id="count_line_again",
)
@idempotent(status=200)
def recount(request: HttpRequest, stocktake: str, body: CountedLineIn) -> StocktakeOut:
    """Open a count again for one thing."""
    operations.count_again(stocktake, sku=body.sku, lot=body.lot, stamp=stamp_of(request))
    return _out(stocktake)


@router.post(
    "/{stocktake}/posting",
    response={200: StocktakeOut, 202: PendingOut},
    auth=Needs("stock:edit"),
    operation_id="post_stocktake",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def post(request: HttpRequest, stocktake: str) -> StocktakeOut | Status[PendingOut]:
    """Book what was counted, line by line as accepted; 202 where that needs a yes."""
    pending = operations.post_stocktake(
        stocktake, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _out(stocktake) if pending is None else Status(202, PendingOut.of(pending))


@router.post(
    "/{stocktake}/cancellation",
    response={200: StocktakeOut},
    auth=Needs("stock:edit"),
    operation_id="cancel_stocktake",
)
@idempotent(status=200)
def cancel(request: HttpRequest, stocktake: str, body: ReasonIn) -> StocktakeOut:
    """Call a count off; nothing of it is booked."""
    operations.cancel_stocktake(stocktake, reason=body.reason, stamp=stamp_of(request))
    return _out(stocktake)


def _out(number: str) -> StocktakeOut:
    return StocktakeOut.with_lines(queries.get_stocktake(number))
