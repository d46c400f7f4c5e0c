"""What a scanned code means."""

from datetime import date
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema

from guildhall.inventory import queries
from guildhall.inventory.api.shapes import plain
from guildhall.inventory.types import Scanned
from guildhall.kernel.credentials import Needs

router = Router(tags=["scans"])


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


@router.get("", response=ScannedOut, auth=Needs("stock:view"), operation_id="read_scan")
def read_scan(
    request: HttpRequest,  # noqa: ARG001 - a view's signature
    text: Annotated[str, Query(min_length=1, max_length=200)],
) -> ScannedOut:
    """Say what a scanned code means: a GS1 code, a label of our own, an SKU, a place, a paper."""
    return ScannedOut.of(queries.read_scan(text))
