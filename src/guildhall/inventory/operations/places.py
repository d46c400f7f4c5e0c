"""Places of stock, and what a paper may say of what lies there."""

from collections.abc import Iterable
from decimal import Decimal

from guildhall.catalog.queries import variants_called
from guildhall.catalog.types import VariantWord
from guildhall.inventory.errors import (
    LocationIsClosed,
    LocationNotFound,
    NotFromHere,
    PaperEmpty,
    PaperTooLong,
    QuantityInvalid,
    SkuUnknown,
)
from guildhall.inventory.models import Location
from guildhall.inventory.operations.keeping import must_be_countable
from guildhall.inventory.states import LocationKind

IN_TRANSIT = "IN-TRANSIT"
MOST = Decimal(10) ** 9
MOST_LINES = 500


def place_called(code: str) -> Location:
    """Return an open location where goods are kept.

    Refuses with LocationNotFound, NotFromHere or LocationIsClosed.
    """
    place = Location.objects.select_related("store").filter(code=code).first()
    if place is None:
        raise LocationNotFound(code=code)
    if place.kind == LocationKind.IN_TRANSIT:
        raise NotFromHere(code=code)
    if place.closed_at is not None:
        raise LocationIsClosed(location=code)
    return place


def way_between() -> Location:
    """Return the place that is neither here nor there; no channel ever sells from it."""
    place, _ = Location.objects.get_or_create(
        code=IN_TRANSIT, defaults={"name": "In transit", "kind": LocationKind.IN_TRANSIT}
    )
    return place


def must_be_whole(quantity: Decimal, *, sku: str, unit: str) -> None:
    """Refuse with QuantityInvalid what cannot be booked, or a part of a piece."""
    must_be_countable(quantity, sku=sku)
    if quantity >= MOST or (unit == "each" and quantity != quantity.to_integral_value()):
        raise QuantityInvalid(quantity=quantity, sku=sku)


def must_be_known(skus: Iterable[str]) -> dict[str, VariantWord]:
    """Return the variants with these SKUs. Refuses with SkuUnknown, PaperEmpty or PaperTooLong."""
    asked = list(skus)
    if not asked:
        raise PaperEmpty
    if len(asked) > MOST_LINES:
        raise PaperTooLong(most=MOST_LINES)
    found = variants_called(asked)
    missing = {
        f"lines.{i}.sku": "Not known here." for i, sku in enumerate(asked) if sku not in found
    }
    if missing:
        raise SkuUnknown(sku=next(sku for sku in asked if sku not in found), errors=missing)
    return found
