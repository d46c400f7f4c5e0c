"""That somebody took figures of stock along."""

from django.db import transaction

from guildhall.inventory.events import StockValueExported
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def note_value_export(*, lines: int, day: str, stamp: Stamp) -> None:
    """Keep that somebody took what stock is worth along. Refuses with NotPermitted."""
    stamp.by.reach("stock:export")
    record(StockValueExported(lines=lines, day=day, stamp=stamp))
