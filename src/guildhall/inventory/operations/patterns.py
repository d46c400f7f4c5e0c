"""Labels of our own, as rows: what a weighed or priced label of this house says."""

from django.db import transaction

from guildhall.inventory.errors import MaskInvalid
from guildhall.inventory.events import ScanPatternChanged
from guildhall.inventory.models import ScanPattern
from guildhall.inventory.queries.scanning import pattern_card
from guildhall.inventory.rules.masks import MaskBroken, shape_of
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

NOT_THERE = "none"


@transaction.atomic
def set_scan_pattern(
    code: str,
    *,
    mask: str,
    rank: int = 0,
    is_active: bool = True,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Say how a label of our own is read, or that it no longer is; the least rank goes first.

    Refuses with NotPermitted, MaskInvalid or ChangedMeanwhile.
    """
    stamp.by.must("stock:edit")
    try:
        shape_of(mask)
    except MaskBroken as error:
        raise MaskInvalid(mask=mask, errors={"mask": str(error)}) from error

    lock_name(f"inventory.pattern:{code}")
    found = ScanPattern.objects.filter(code=code).first()
    expected.must_be(pattern_card(found).version if found else NOT_THERE)
    row = found or ScanPattern(code=code)
    if not edit(row, mask=mask, rank=rank, is_active=is_active):
        return
    row.updated_at = stamp.at
    row.save()
    record(ScanPatternChanged(code=code, mask=mask, rank=rank, is_active=is_active, stamp=stamp))
