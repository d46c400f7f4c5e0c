"""Labels of our own, as rows: what a weighed or priced label of this house says."""

from django.db import transaction

from guildhall.inventory.errors import MaskInvalid
from guildhall.inventory.events import ScanPatternChanged
from guildhall.inventory.models import ScanPattern
from guildhall.inventory.rules.masks import MaskBroken, shape_of
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def set_scan_pattern(
    code: str, *, mask: str, rank: int = 0, is_active: bool = True, stamp: Stamp
) -> None:
    """Say how a label of our own is read, or that it no longer is; the least rank goes first.

    Refuses with NotPermitted or MaskInvalid.
    """
    stamp.by.must("stock:edit")
    try:
        shape_of(mask)
    except MaskBroken as error:
        raise MaskInvalid(mask=mask, errors={"mask": str(error)}) from error

    told = {"mask": mask, "rank": rank, "is_active": is_active}
    row, new = ScanPattern.objects.get_or_create(
        code=code, defaults={**told, "updated_at": stamp.at}
    )
    if not new and all(getattr(row, name) == value for name, value in told.items()):
        return
    ScanPattern.objects.filter(pk=row.pk).update(**told, updated_at=stamp.at)
    record(ScanPatternChanged(code=code, mask=mask, rank=rank, is_active=is_active, stamp=stamp))
