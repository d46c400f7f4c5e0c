"""Lots and serial numbers: known at their first receipt, made of each other, taken by an order."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from guildhall.catalog.states import Tracking
from guildhall.catalog.types import VariantWord
from guildhall.inventory.errors import (
    LotDiffers,
    LotNotFound,
    LotNotKept,
    QuantityInvalid,
    SerialTaken,
    TracedToItself,
)
from guildhall.inventory.events import LotRepacked, RemovalChanged
from guildhall.inventory.models import Lot, LotParent, LotStock
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.lines import Because, lock_levels
from guildhall.inventory.operations.places import must_be_known, must_be_whole, place_called
from guildhall.inventory.queries import ancestors_of, get_location
from guildhall.inventory.states import MovementKind, Removal
from guildhall.inventory.types import LotWord, Repack
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

type Lots = dict[tuple[UUID, str], Lot]
"""Lots by (variant, code)."""
type Named = tuple[VariantWord, LotWord]


def know_lots(named: Sequence[Named], *, supplier: str = "", stamp: Stamp) -> Lots:
    """Return these lots, locked; make those that nobody has seen before.

    A lot that was counted before it was received learns its dates. Lots are locked before
    levels. Refuses with LotNotKept, or with LotDiffers where a lot is known with another date.
    """
    if not named:
        return {}
    for variant, word in named:
        if variant.tracking is Tracking.NONE:
            raise LotNotKept(sku=variant.sku, lot=word.code)
    Lot.objects.bulk_create(
        [
            Lot(
                variant_id=variant.id,
                code=word.code,
                is_serial=variant.tracking is Tracking.SERIAL,
                made_on=word.made_on,
                expires_on=word.expires_on,
                supplier=supplier,
                created_at=stamp.at,
            )
            for variant, word in sorted(named, key=lambda each: (each[0].id, each[1].code))
        ],
        ignore_conflicts=True,
    )
    found = _locked(named)
    for variant, word in named:
        _agree(found[variant.id, word.code], word, sku=variant.sku)
    return found


def find_lots(named: Sequence[Named]) -> Lots:
    """Return these lots, locked. Refuses with LotNotFound."""
    found = _locked(named)
    for variant, word in named:
        if (variant.id, word.code) not in found:
            raise LotNotFound(sku=variant.sku, lot=word.code)
    return found


def must_be_new(lots: Iterable[Lot], skus: Mapping[UUID, str]) -> None:
    """Refuse with SerialTaken where a piece is in stock already, wherever that is."""
    serials = {lot.id: lot for lot in lots if lot.is_serial}
    if serials:
        taken = LotStock.objects.filter(lot__in=serials, on_hand__gt=0).first()
        if taken is not None:
            lot = serials[taken.lot_id]
            raise SerialTaken(sku=skus[lot.variant_id], lot=lot.code)


@transaction.atomic
def repack_lot(repack: Repack, *, stamp: Stamp) -> str:
    """Make a new lot of an old one, and remember of which; return the paper's reference.

    Refuses with LocationNotFound, NotPermitted, SkuUnknown, QuantityInvalid, LotNotFound,
    LotShort, LotNotKept, SerialTaken, TracedToItself or BelowReserved.
    """
    place = place_called(repack.location)
    must_keep(repack.location, stamp)
    variants = must_be_known([repack.from_sku, repack.to_sku])
    source, target = variants[repack.from_sku], variants[repack.to_sku]
    must_be_whole(repack.from_quantity, sku=source.sku, unit=source.unit)
    must_be_whole(repack.to_quantity, sku=target.sku, unit=target.unit)
    if target.tracking is Tracking.SERIAL and repack.to_quantity != 1:
        raise QuantityInvalid(quantity=repack.to_quantity, sku=target.sku)
    parent, child = _both(repack, source=source, target=target, stamp=stamp)

    reference = f"REPACK-{new_id()}"
    levels = lock_levels([place], [source.id, target.id])
    book = Book(levels.values(), reference=reference, stamp=stamp)
    because = Because(MovementKind.REPACK)
    book.take(levels[place.id, source.id], repack.from_quantity, because=because, lot=parent)
    book.put(levels[place.id, target.id], repack.to_quantity, because=because, lot=child)
    book.write()
    LotParent.objects.create(
        child=child, parent=parent, quantity=repack.from_quantity, reference=reference
    )

    record(
        LotRepacked(
            sku=target.sku,
            lot=child.code,
            quantity=repack.to_quantity,
            from_sku=source.sku,
            from_lot=parent.code,
            from_quantity=repack.from_quantity,
            reference=reference,
            stamp=stamp,
        )
    )
    return reference


@transaction.atomic
def set_removal(
    location: str, *, removal: Removal, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Say which lot leaves a location first.

    Refuses with LocationNotFound, NotPermitted or ChangedMeanwhile.
    """
    must_keep(location, stamp)
    lock_name(f"inventory.removal:{location}")
    place = place_called(location)
    expected.must_be(get_location(location).version)
    changes = edit(place, removal=removal)
    if changes:
        place.save(update_fields=["removal"])
        record(RemovalChanged(code=location, removal=removal, stamp=stamp), changes=changes)


def _both(
    repack: Repack, *, source: VariantWord, target: VariantWord, stamp: Stamp
) -> tuple[Lot, Lot]:
    """Return the lot that is opened and the one that is made, locked."""
    old, new = LotWord(repack.from_lot), repack.to_lot
    if (source.id, old.code) == (target.id, new.code):
        raise TracedToItself(lot=new.code)
    known = find_lots([(source, old)])[source.id, old.code]
    if new.expires_on is None and known.expires_on is not None:
        new = LotWord(new.code, new.made_on, known.expires_on)
    child = know_lots([(target, new)], stamp=stamp)[target.id, new.code]
    if child.id in {link.parent_id for link in ancestors_of([known.id])}:
        raise TracedToItself(lot=new.code)
    must_be_new([child], {target.id: target.sku})
    return known, child


def _locked(named: Sequence[Named]) -> Lots:
    match = Q()
    for variant, word in named:
        match |= Q(variant=variant.id, code=word.code)
    rows = lock_lots(Lot.objects.filter(match)) if named else []
    return {(lot.variant_id, lot.code): lot for lot in rows}


def lock_lots(rows: QuerySet[Lot]) -> list[Lot]:
    """Lock lots in order, in the way that lets others write lines of the ledger about them.

    Those hold levels, for which whoever has locked a lot is about to wait.
    """
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def _agree(lot: Lot, word: LotWord, *, sku: str) -> None:
    """Keep a date that was not known, or refuse with LotDiffers where another one was."""
    learnt = []
    for name in ("expires_on", "made_on"):
        known, told = getattr(lot, name), getattr(word, name)
        if told is None or known == told:
            continue
        if known is not None:
            raise LotDiffers(sku=sku, lot=lot.code, known=known)
        setattr(lot, name, told)
        learnt.append(name)
    if learnt:
        lot.save(update_fields=learnt)
