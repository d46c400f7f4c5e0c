"""What scanners read, and in what else than its base unit a variant is counted."""

from decimal import Decimal

from django.db import transaction

from guildhall.catalog.errors import (
    BarcodeNotFound,
    BarcodeTaken,
    CheckDigitWrong,
    UnitNotFound,
)
from guildhall.catalog.events import BarcodesChanged, UnitsChanged
from guildhall.catalog.models import Barcode, VariantUnit
from guildhall.catalog.operations.shelf import lock_live_variant, note_change, note_variant
from guildhall.catalog.rules import gtins, units
from guildhall.catalog.states import Packaging
from guildhall.catalog.types import BarcodeCard
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

LARGEST = Decimal(10) ** 9


@transaction.atomic
def add_barcode(
    sku: str, *, barcode: BarcodeCard, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Let scanners know a variant, or a package of it, by another code.

    The same code again changes its package. Refuses with NotPermitted, ProductNotFound,
    ChangedMeanwhile, GoodsArchived, Invalid, CheckDigitWrong or BarcodeTaken.
    """
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    code = barcode.code.strip()
    _check_code(code)
    _check_factor(barcode.factor, unit=variant.unit)
    if barcode.packaging is Packaging.UNIT and barcode.factor != 1:
        raise Invalid(errors={"factor": N_("A unit is one. Choose a package for more.")})
    said = {
        "packaging": barcode.packaging.value,
        "factor": barcode.factor,
        "is_legacy": barcode.is_legacy,
    }
    row = _same_barcode(code)
    if row is not None and row.variant_id != variant.id:
        raise BarcodeTaken(code=code, sku=row.variant.sku)

    if row is None:
        Barcode(code=code, variant=variant, **said).save(force_insert=True)
        changes: Changes = {"barcode": [None, code]}
    else:
        changes = edit(row, **said)
        if not changes:
            return
        row.save(update_fields=[*said])
    note_variant(variant, stamp=stamp)
    note_change(product, stamp=stamp)

    record(BarcodesChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


@transaction.atomic
def drop_barcode(sku: str, *, code: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Forget a code of a variant; another one may have it then.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or BarcodeNotFound.
    """
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    gone, _ = Barcode.objects.filter(variant=variant, code=code).delete()
    if not gone:
        raise BarcodeNotFound(sku=sku, code=code)

    note_variant(variant, stamp=stamp)
    note_change(product, stamp=stamp)

    changes: Changes = {"barcode": [code, None]}
    record(BarcodesChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


@transaction.atomic
def set_unit(
    sku: str, *, unit: str, factor: Decimal, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Say how many base units one of another unit is.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or Invalid.
    """
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    if not 1 <= len(unit.strip()) <= 12 or unit == variant.unit:
        raise Invalid(errors={"unit": N_("Write another unit than the one that is counted in.")})
    _check_factor(factor, unit=variant.unit)
    row = VariantUnit.objects.filter(variant=variant, unit=unit).first()
    before = row.factor if row else None
    if before == factor:
        return

    VariantUnit.objects.update_or_create(variant=variant, unit=unit, defaults={"factor": factor})
    note_change(product, stamp=stamp)

    changes: Changes = {unit: [None if before is None else str(before), str(factor)]}
    record(UnitsChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


@transaction.atomic
def drop_unit(sku: str, *, unit: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Count a variant no more in another unit.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or UnitNotFound.
    """
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    row = VariantUnit.objects.filter(variant=variant, unit=unit).first()
    if row is None:
        raise UnitNotFound(sku=sku, unit=unit)
    before = row.factor
    row.delete()
    note_change(product, stamp=stamp)

    changes: Changes = {unit: [str(before), None]}
    record(UnitsChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


def _check_code(code: str) -> None:
    if not 1 <= len(code) <= 32 or not (code.isascii() and code.isprintable()):
        raise Invalid(errors={"code": N_("Write a code of 1 to 32 letters and digits.")})
    if gtins.is_gtin(code) and (expected := gtins.wrong_digit(code)) is not None:
        raise CheckDigitWrong(
            code=code, expected=expected, errors={"code": N_("Its check digit is wrong.")}
        )


def _check_factor(factor: Decimal, *, unit: str) -> None:
    if not (factor.is_finite() and 0 < factor < LARGEST and units.is_countable(factor, unit=unit)):
        raise Invalid(errors={"factor": N_("Write how many base units it is, more than zero.")})


def _same_barcode(code: str) -> Barcode | None:
    """Return who has this code in any of its forms; until the end nobody else takes it."""
    codes = gtins.same_codes(code)
    lock_name(f"catalog:barcode:{codes[-1]}")
    return Barcode.objects.select_related("variant").filter(code__in=codes).first()
