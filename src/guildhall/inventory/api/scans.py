"""What a scanned code means."""

from datetime import date
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Strict, Text, plain
from guildhall.inventory.types import Scanned, ScanPatternCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of

router = Router(tags=["scans"])

PatternCode = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]


class ScannedOut(Schema):
    """What a code means: goods, or by its facts a place, a paper or a container."""

    by: str
    facts: list[dict[str, str]]
    sku: str | None
    quantity: str | None
    lot: str
    made_on: date | None
    expires_on: date | None

    @classmethod
    def of(cls, scanned: Scanned) -> Self:
        item = scanned.item
        return cls(
            by=scanned.by,
            facts=[{"kind": fact.kind.value, "value": fact.value} for fact in scanned.facts],
            sku=item.sku if item else None,
            quantity=plain(item.quantity) if item else None,
            lot=scanned.lot,
            made_on=scanned.made_on,
            expires_on=scanned.expires_on,
        )


class PatternIn(Strict):
    """What a label of our own looks like, such as `21{item:5}{weight:5.3}{check}`."""

    mask: Annotated[Text, Field(min_length=1, max_length=120)]
    rank: Annotated[int, Field(ge=0, le=999)] = 0
    is_active: bool = True


class PatternOut(PatternIn):
    code: str

    @classmethod
    def of(cls, card: ScanPatternCard) -> Self:
        return cls(code=card.code, mask=card.mask, rank=card.rank, is_active=card.is_active)


class PatternsOut(Schema):
    items: list[PatternOut]


@router.get(
    "/patterns",
    response=PatternsOut,
    auth=Needs("stock:view"),
    operation_id="list_scan_patterns",
)
def list_patterns(
    request: HttpRequest,  # noqa: ARG001 - a view's signature
) -> PatternsOut:
    """List the labels of our own, in the order in which they are tried."""
    return PatternsOut(items=[PatternOut.of(card) for card in queries.list_scan_patterns()])


@router.get(
    "/patterns/{pattern}",
    response=PatternOut,
    auth=Needs("stock:view"),
    operation_id="get_scan_pattern",
    openapi_extra=CONDITIONAL,
)
def get_pattern(request: HttpRequest, pattern: PatternCode) -> HttpResponse:
    """Show how a label of our own is read."""
    card = queries.get_scan_pattern(pattern)
    return sealed(request, PatternOut.of(card), version=card.version)


@router.put(
    "/patterns/{pattern}",
    response=PatternOut,
    auth=Needs("stock:edit"),
    operation_id="set_scan_pattern",
    openapi_extra=IF_MATCH,
)
def set_pattern(request: HttpRequest, pattern: PatternCode, body: PatternIn) -> PatternOut:
    """Say how a label of our own is read, or that it no longer is."""
    operations.set_scan_pattern(
        pattern,
        mask=body.mask,
        rank=body.rank,
        is_active=body.is_active,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return PatternOut.of(queries.get_scan_pattern(pattern))


@router.get("", response=ScannedOut, auth=Needs("stock:view"), operation_id="read_scan")
def read_scan(
    request: HttpRequest,  # noqa: ARG001 - a view's signature
    text: Annotated[str, Query(min_length=1, max_length=200)],
) -> ScannedOut:
    """Say what a scanned code means: a GS1 code, a label of our own, an SKU, a place, a paper."""
    return ScannedOut.of(queries.read_scan(text))
