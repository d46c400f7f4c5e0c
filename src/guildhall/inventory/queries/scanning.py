"""What a scanned code means here."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from guildhall.catalog.queries import find_scanned
from guildhall.catalog.states import Tracking
from guildhall.catalog.types import ScannedVariant
from guildhall.inventory.errors import PatternNotFound, ScanUnknown, ScanUnreadable
from guildhall.inventory.models import Location, ScanPattern
from guildhall.inventory.rules.scanning import Unreadable, read
from guildhall.inventory.states import ScanKind
from guildhall.inventory.types import (
    Mask,
    Reading,
    ScanFact,
    Scanned,
    ScannedItem,
    ScanPatternCard,
)
from guildhall.kernel.refusals import N_

_PER_KG = {"kg": Decimal(1), "g": Decimal(1000)}
_EXACT = Decimal("0.001")


def read_scan(text: str) -> Scanned:
    """Return what a code says and means: goods, a place or a paper. Four statements at most.

    Refuses with ScanUnreadable, or with ScanUnknown where it can be read and nobody knows it.
    """
    try:
        readings = read(text, list_masks())
    except Unreadable as error:
        raise ScanUnreadable(reason=str(error)) from error
    known = find_scanned(code for reading in readings for code in reading.codes)
    for reading in readings:
        item = next((known[code] for code in reading.codes if code in known), None)
        if item is not None:
            return _goods(text, reading, item)
    return _something_else(text, readings)


def list_masks() -> tuple[Mask, ...]:
    """Return the labels of our own, in the order in which they are tried."""
    rows = ScanPattern.objects.filter(is_active=True).order_by("rank", "code")
    return tuple(Mask(row.code, row.mask) for row in rows)


def list_scan_patterns() -> tuple[ScanPatternCard, ...]:
    """Return all labels of our own, in use or not, in the order in which they are tried."""
    rows = ScanPattern.objects.order_by("rank", "code")
    return tuple(pattern_card(row) for row in rows)


def pattern_card(row: ScanPattern) -> ScanPatternCard:
    return ScanPatternCard(row.code, row.mask, row.rank, row.is_active)


def get_scan_pattern(code: str) -> ScanPatternCard:
    """Return a label of our own. Refuses with PatternNotFound."""
    found = next((card for card in list_scan_patterns() if card.code == code), None)
    if found is None:
        raise PatternNotFound(code=code)
    return found


def _goods(text: str, reading: Reading, found: ScannedVariant) -> Scanned:
    variant = found.variant
    name = ScanKind.SERIAL if variant.tracking is Tracking.SERIAL else ScanKind.LOT
    lot = reading.first(name) if variant.tracking is not Tracking.NONE else None
    made, ends = reading.first(ScanKind.MADE_ON), reading.first(ScanKind.EXPIRES_ON)
    quantity = _quantity(reading, found)
    if quantity <= 0:
        raise ScanUnreadable(reason=N_("it counts nothing"))
    return Scanned(
        text=text,
        by=reading.by,
        facts=reading.facts,
        item=ScannedItem(
            variant_id=variant.id,
            sku=variant.sku,
            title=variant.title,
            unit=variant.unit,
            tracking=variant.tracking,
            quantity=quantity,
        ),
        lot=lot.value if lot else "",
        made_on=made.day if made else None,
        expires_on=ends.day if ends else None,
    )


def _quantity(reading: Reading, found: ScannedVariant) -> Decimal:
    """Return how many base units one scan stands for: by weight, or packages of so many."""
    weight, count = reading.first(ScanKind.WEIGHT), reading.first(ScanKind.COUNT)
    per_kg = _PER_KG.get(found.variant.unit)
    if weight is not None and weight.number is not None and per_kg is not None:
        return (weight.number * per_kg).quantize(_EXACT)
    times = count.number if count is not None and count.number is not None else Decimal(1)
    return found.factor * times


def _something_else(text: str, readings: Sequence[Reading]) -> Scanned:
    """Return a place, a paper or a container. Refuses with ScanUnknown."""
    for reading in readings:
        for kind in (ScanKind.LOCATION, ScanKind.PAPER, ScanKind.CONTAINER):
            if reading.first(kind) is not None:
                return Scanned(text, reading.by, reading.facts, None)
    last = readings[-1]
    code = last.codes[0] if last.codes else text
    if Location.objects.filter(code=code).exists():
        place = ScanFact(ScanKind.LOCATION, code)
        return Scanned(text, last.by, replace(last, facts=(place,)).facts, None)
    raise ScanUnknown(code=code)
