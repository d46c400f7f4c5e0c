"""What a document holds made to fit it again, when it wants less of something, or more.

As with all promises, the document above has asked whether it may.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guildhall.inventory import rules
from guildhall.inventory.operations.fitting import fit
from guildhall.inventory.operations.taking import make_promises, out_of_stock, take
from guildhall.inventory.types import Demand, Source
from guildhall.kernel.stamp import Stamp


@transaction.atomic(savepoint=False)
def trim_stock(reference: str, *, demands: Sequence[Demand], source: Source, stamp: Stamp) -> None:
    """Give back what a reference holds beyond what it still wants; it is promised no more."""
    fit(reference, rules.merged(demands), source=Source(source.channel_id), stamp=stamp)


@transaction.atomic(savepoint=False)
def refit_stock(
    reference: str,
    *,
    demands: Sequence[Demand],
    source: Source,
    until: datetime | None,
    stamp: Stamp,
) -> None:
    """Make a reference hold what it wants now: the surplus goes back, what lacks is taken.

    Refuses with OutOfStock, whose facts name every line that is short.
    """
    more = fit(reference, rules.merged(demands), source=source, stamp=stamp)
    taken, short = take(more, source, stamp) if more else ((), ())
    if short:
        raise out_of_stock(short)
    if taken:
        make_promises(reference, taken, until=until, stamp=stamp)
