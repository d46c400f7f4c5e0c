"""What variants cost us, as stock values them or a person says."""

from collections.abc import Iterable

from django.db import transaction

from guildhall.catalog.errors.prices import CostInvalid
from guildhall.catalog.events.prices import CostsNoted
from guildhall.catalog.models import VariantCost
from guildhall.catalog.types.prices import NotedCost
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def note_costs(costs: Iterable[NotedCost], *, stamp: Stamp) -> int:
    """Keep what variants cost us, each on its basis; return how many are news.

    A later note counts: what was noted after this stamp's moment stays. The same again changes
    nothing. No price follows from it: prices are made by strategies. Refuses with NotPermitted
    or CostInvalid.
    """
    stamp.by.must("prices:edit")
    asked = {(cost.variant_id, str(cost.basis)): cost for cost in costs}
    for cost in asked.values():
        if not cost.amount.amount.is_finite() or cost.amount.amount < 0:
            raise CostInvalid(amount=cost.amount)
    variants = {variant for variant, _ in asked}
    lock_name("catalog.costs")
    known = {
        (row.variant_id, row.basis): row
        for row in VariantCost.objects.filter(variant__in=variants)
    }

    changed = [row for key, row in known.items() if key in asked and _take(row, asked[key], stamp)]
    new = [_row(cost, stamp) for key, cost in asked.items() if key not in known]
    VariantCost.objects.bulk_update(changed, ["currency", "amount", "noted_at"])
    VariantCost.objects.bulk_create(new)
    news = len(new) + len(changed)
    if news:
        record(CostsNoted(count=news, stamp=stamp))
    return news


def _take(row: VariantCost, cost: NotedCost, stamp: Stamp) -> bool:
    """Put a newer cost into its row; return whether it is another one."""
    same = (row.amount, row.currency) == (cost.amount.amount, cost.amount.currency)
    if same or row.noted_at > stamp.at:
        return False
    row.amount, row.currency = cost.amount.amount, cost.amount.currency
    row.noted_at = stamp.at
    return True


def _row(cost: NotedCost, stamp: Stamp) -> VariantCost:
    return VariantCost(
        variant_id=cost.variant_id,
        basis=cost.basis.value,
        currency=cost.amount.currency,
        amount=cost.amount.amount,
        noted_at=stamp.at,
    )
