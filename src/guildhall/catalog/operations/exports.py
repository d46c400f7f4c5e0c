"""Products that leave the house."""

from django.db import transaction

from guildhall.catalog.events.imports import ProductsExported
from guildhall.catalog.states import SheetFormat
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def note_export(*, count: int, format: SheetFormat, stamp: Stamp) -> None:  # noqa: A002 - what it is
    """Keep that somebody took products along. Refuses with NotPermitted."""
    stamp.by.reach("catalog:export")
    record(ProductsExported(format=format.value, count=count, stamp=stamp))
