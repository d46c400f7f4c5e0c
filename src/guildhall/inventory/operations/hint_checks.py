"""Comparing what Redis remembers of stock with the rows, and dropping what is not so."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import structlog
from django.db import transaction

from guildhall.catalog.queries import titles_of
from guildhall.inventory.events import StockMended
from guildhall.inventory.models import StockLevel
from guildhall.inventory.queries.hint_proofs import wrong_hints
from guildhall.inventory.queries.hints import forget_on_commit
from guildhall.inventory.states import Damage
from guildhall.inventory.types import Finding
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

CHUNK = 500

log = structlog.get_logger(__name__)


def check_hints(*, repair: bool, check: str, stamp: Stamp) -> Iterator[Finding]:
    """Yield the hints that are not so; with `repair`, drop them. No decision rested on one."""
    compared = differing = 0
    for variants in _chunks():
        count, wrong = wrong_hints(variants)
        compared, differing = compared + count, differing + len(wrong)
        names = titles_of({each.variant_id for each in wrong}) if wrong else {}
        for each in wrong:
            found = Finding(Damage.HINT, names[each.variant_id][0], "", each.kept, each.proven)
            yield _dropped(found, each.variant_id, check, stamp=stamp) if repair else found
    told = log.error if differing else log.info
    told("stock_hints_checked", compared=compared, differing=differing)


@transaction.atomic
def _dropped(found: Finding, variant: UUID, check: str, *, stamp: Stamp) -> Finding:
    forget_on_commit([variant])
    record(
        StockMended(
            check=check,
            location="",
            sku=found.sku,
            damage=found.damage,
            kept=found.kept,
            proven=found.proven,
            stamp=stamp,
        )
    )
    return replace(found, repaired=True)


def _chunks() -> Iterator[list[UUID]]:
    rows = StockLevel.objects.order_by("variant").values_list("variant", flat=True).distinct()
    variants = list(rows[:CHUNK])
    while variants:
        yield variants
        variants = list(rows.filter(variant__gt=variants[-1])[:CHUNK])
