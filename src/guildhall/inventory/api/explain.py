"""Why a number of stock is what it is, for programs."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory import queries
from guildhall.inventory.types import (
    Asked,
    ChainLine,
    Explanation,
    Figures,
    PlaceFigures,
    Standing,
)
from guildhall.kernel.conditions import Moment
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of

router = Router(tags=["inventory"])


class ExplainQuery(Schema):
    """Whose number: at one location or all within reach, for one channel or none."""

    location: str = ""
    channel: str = ""
    at: Annotated[
        Moment | None, Field(description="Any moment; without it, as things stand now.")
    ] = None
    cursor: str | None = None
    limit: int = 50


class StockFiguresOut(Schema):
    on_hand: str
    reserved: str
    unavailable: str
    available: str

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls(
            on_hand=plain(figures.on_hand),
            reserved=plain(figures.reserved),
            unavailable=plain(figures.unavailable),
            available=plain(figures.available),
        )


class CauseOut(Schema):
    """One cause: a movement of the ledger, or a promise made or ended."""

    id: UUID
    recorded_at: datetime
    effective_at: datetime
    kind: str
    location: str
    reference: str
    reason: str
    actor: str
    request_id: UUID | None
    change: StockFiguresOut
    after: StockFiguresOut

    @classmethod
    def of(cls, line: ChainLine) -> Self:
        return cls(
            id=line.id,
            recorded_at=line.at,
            effective_at=line.effective_at,
            kind=line.kind,
            location=line.location,
            reference=line.reference,
            reason=line.reason,
            actor=line.actor,
            request_id=line.request_id,
            change=StockFiguresOut.of(line.change),
            after=StockFiguresOut.of(line.after),
        )


class ExplainedPlaceOut(Schema):
    """One location. `differs` says that its buckets tell otherwise than its lines: check it."""

    location: str
    owner: str
    figures: StockFiguresOut
    snapshot_at: datetime | None
    differs: bool

    @classmethod
    def of(cls, place: PlaceFigures) -> Self:
        return cls(
            location=place.location,
            owner=place.owner,
            figures=StockFiguresOut.of(place.figures),
            snapshot_at=place.snapshot_at,
            differs=place.differs,
        )


class RuleUsedOut(Schema):
    """The publish rule that `ours` was reckoned by: always today's.

    `changed_since`: it was touched after the moment asked for, so that another may have held.
    """

    most_listed: str | None
    percent: int
    buffer: str
    ends_at: str
    changed_since: bool

    @classmethod
    def of(cls, standing: Standing) -> Self:
        rule = standing.rule
        return cls(
            most_listed=_told(rule.most_listed),
            percent=rule.percent,
            buffer=plain(rule.buffer),
            ends_at=plain(rule.ends_at),
            changed_since=standing.rule_changed,
        )


class ChannelStandingOut(Schema):
    """How a channel stands, and since which line it shows more than there is (`losing`).

    `behind`: push (we have not told it), acknowledgement (it has not confirmed), channel (it
    shows something else than it confirmed).
    """

    channel: str
    ours: Annotated[
        str, Field(description="What it is to be told of what is available, by today's rule.")
    ]
    available: str
    rule: RuleUsedOut
    pushed: str | None
    pushed_at: datetime | None
    acknowledged: str | None
    acknowledged_at: datetime | None
    seen: str | None
    seen_at: datetime | None
    behind: list[str]
    losing: CauseOut | None

    @classmethod
    def of(cls, standing: Standing) -> Self:
        return cls(
            channel=standing.channel,
            ours=plain(standing.ours),
            available=plain(standing.available),
            rule=RuleUsedOut.of(standing),
            pushed=_told(standing.pushed),
            pushed_at=standing.pushed_at,
            acknowledged=_told(standing.acknowledged),
            acknowledged_at=standing.acknowledged_at,
            seen=_told(standing.seen),
            seen_at=standing.seen_at,
            behind=[str(each) for each in standing.behind],
            losing=CauseOut.of(standing.losing) if standing.losing else None,
        )


class ExplanationOut(Schema):
    """The number, one page of its causes (newest first), and what it was before them."""

    sku: str
    at: datetime | None
    figures: StockFiguresOut
    places: list[ExplainedPlaceOut]
    opening: StockFiguresOut
    closing: StockFiguresOut
    items: list[CauseOut]
    next_cursor: str | None
    channels: list[ChannelStandingOut]
    losing: CauseOut | None

    @classmethod
    def of(cls, found: Explanation) -> Self:
        return cls(
            sku=found.sku,
            at=found.at,
            figures=StockFiguresOut.of(found.figures),
            places=[ExplainedPlaceOut.of(place) for place in found.places],
            opening=StockFiguresOut.of(found.opening),
            closing=StockFiguresOut.of(found.closing),
            items=[CauseOut.of(line) for line in found.lines],
            next_cursor=found.next_cursor,
            channels=[ChannelStandingOut.of(standing) for standing in found.standings],
            losing=CauseOut.of(found.losing) if found.losing else None,
        )


@router.get(
    "/{sku}/explain",
    response=ExplanationOut,
    auth=Needs("stock:view"),
    operation_id="explain_stock",
)
def explain(request: HttpRequest, sku: str, query: Query[ExplainQuery]) -> ExplanationOut:
    """Replay what led to a number: each movement and promise, and how channels stand."""
    actor = stamp_of(request).by
    if query.location:
        actor.must("stock:view", scope=queries.scopes_of_location(query.location))
    asked = Asked(
        sku=sku,
        location=query.location,
        channel=query.channel,
        at=query.at,
        scopes=actor.reach("stock:view"),
    )
    return ExplanationOut.of(queries.explain_number(asked, cursor=query.cursor, limit=query.limit))


def plain(value: Decimal) -> str:
    """Return a quantity without idle zeros."""
    return f"{value.normalize():f}"


def _told(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
