"""Checks of stock against its ledgers, for programs."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guildhall.inventory import operations, queries
from guildhall.inventory.types import CheckCard, Finding
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["inventory"])


class StockCheckIn(Schema):
    """All stock, or one location's; `repair` puts right what can be and needs stock:approve."""

    model_config = ConfigDict(extra="forbid")

    location: Annotated[str, Field(max_length=40)] = ""
    repair: bool = False


class StockFindingOut(Schema):
    damage: str
    sku: str
    location: str
    owner: str
    kept: str
    proven: str
    repaired: bool
    note: str

    @classmethod
    def of(cls, found: Finding) -> Self:
        return cls(
            damage=found.damage,
            sku=found.sku,
            location=found.location,
            owner=found.owner,
            kept=found.kept,
            proven=found.proven,
            repaired=found.repaired,
            note=found.note,
        )


class StockCheckOut(Schema):
    """A check; `found` counts everything, `findings` are the first 500 of it."""

    id: UUID
    started_at: datetime
    finished_at: datetime | None
    location: str
    repair: bool
    levels: int
    found: int
    repaired: int

    @classmethod
    def of(cls, check: CheckCard) -> Self:
        return cls(
            id=check.id,
            started_at=check.started_at,
            finished_at=check.finished_at,
            location=check.location,
            repair=check.repairs,
            levels=check.levels,
            found=check.found,
            repaired=check.repaired,
        )


class StockCheckDetailOut(StockCheckOut):
    findings: list[StockFindingOut] = []

    @classmethod
    def in_full(cls, check: CheckCard) -> Self:
        findings = [StockFindingOut.of(found) for found in check.findings]
        return cls.of(check).model_copy(update={"findings": findings})


class StockChecksOut(Schema):
    items: list[StockCheckOut]


@router.get(
    "/checks", response=StockChecksOut, auth=Needs("stock:view"), operation_id="list_stock_checks"
)
def list_checks(request: HttpRequest) -> StockChecksOut:
    """List the last checks of stock. They are of the whole company."""
    stamp_of(request).by.must("stock:view")
    return StockChecksOut(items=[StockCheckOut.of(check) for check in queries.list_checks()])


@router.post(
    "/checks",
    response={201: StockCheckDetailOut},
    auth=Needs("stock:view"),
    operation_id="start_stock_check",
)
@idempotent(status=201)
def start_check(request: HttpRequest, body: StockCheckIn) -> StockCheckDetailOut:
    """Compare stock with its ledgers, beside the sales; ask for the check to see how far it is."""
    check = operations.start_check(
        location=body.location, repair=body.repair, stamp=stamp_of(request)
    )
    return StockCheckDetailOut.in_full(queries.get_check(check))


@router.get(
    "/checks/{check}",
    response=StockCheckDetailOut,
    auth=Needs("stock:view"),
    operation_id="get_stock_check",
)
def get_check(request: HttpRequest, check: UUID) -> StockCheckDetailOut:
    """Show what a check has found so far."""
    found = queries.get_check(check)
    scope = queries.scopes_of_location(found.location) if found.location else ()
    stamp_of(request).by.must("stock:view", scope=scope)
    return StockCheckDetailOut.in_full(found)
