"""What a count found, next to what the ledger says lay there when it was counted."""

from datetime import datetime
from decimal import Decimal

from guildhall.inventory.models import CountedLine, LotStock, StockLevel, Stocktake
from guildhall.inventory.queries.stocktakes import Counted, Key, counted_in, on_hand_at


def reviewed(stocktake: Stocktake, *, at: datetime) -> list[CountedLine]:
    """Return a count's lines anew; what was judged before and is as it was stays judged."""
    counted = counted_in(stocktake.id)
    missed = {key: Counted(Decimal(0), at) for key in _lying_there(stocktake) - set(counted)}
    found = {**missed, **counted}
    expected = on_hand_at(
        stocktake.location_id,
        [(key, each.at) for key, each in found.items()],
        since=stocktake.started_at,
    )
    judged = {
        (line.variant_id, line.lot_id): line
        for line in CountedLine.objects.filter(stocktake=stocktake)
    }
    return [
        CountedLine(
            stocktake=stocktake,
            variant_id=key[0],
            lot_id=key[1],
            counted=each.quantity,
            expected=expected[key],
            counted_at=each.at,
            is_accepted=_judgement(each, judged.get(key), was_counted=key in counted),
        )
        for key, each in found.items()
    ]


def _judgement(each: Counted, before: CountedLine | None, *, was_counted: bool) -> bool:
    """Return whether a line is accepted: a counted one is, until somebody says otherwise."""
    if before is not None and before.counted == each.quantity:
        same_count = not was_counted or before.counted_at == each.at
        if same_count:
            return before.is_accepted
    return was_counted


def _lying_there(stocktake: Stocktake) -> set[Key]:
    """Return what the ledger says lies there, of what the count is about."""
    levels = StockLevel.objects.filter(location=stocktake.location_id, on_hand__gt=0, owner="")
    lots = LotStock.objects.filter(level__location=stocktake.location_id, on_hand__gt=0)
    only = stocktake.about.get("skus")
    if only:
        levels = levels.filter(variant__sku__in=only)
        lots = lots.filter(level__variant__sku__in=only)
    plain = levels.filter(by_lot=False).values_list("variant", flat=True)
    by_lot = lots.values_list("level__variant", "lot")
    return {(variant, None) for variant in plain} | set(by_lot)
