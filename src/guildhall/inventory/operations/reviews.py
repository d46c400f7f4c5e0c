"""What a count found, next to what the ledger says lay there when it was counted."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from guildhall.inventory.models import CountedLine, LotStock, StockLevel, Stocktake
from guildhall.inventory.queries.stocktakes import Counted, Key, counted_in, on_hand_at


def reviewed(stocktake: Stocktake, *, at: datetime) -> list[CountedLine]:
    """Return a count's lines anew; what was judged before and is as it was stays judged."""
    counted = counted_in(stocktake.id)
    implied, missed = _not_counted(stocktake, counted, at=at)
    found = {**missed, **implied, **counted}
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
            is_accepted=_judgement(
                each, judged.get(key), was_counted=key in counted or key in implied
            ),
        )
        for key, each in found.items()
    ]


def _not_counted(
    stocktake: Stocktake, counted: dict[Key, Counted], *, at: datetime
) -> tuple[dict[Key, Counted], dict[Key, Counted]]:
    """Return what there is none of as others were counted, and what nobody has looked for.

    What was counted by lot lies there no more without one, and the other way round: it has been
    told apart, at the moment of its last scan.
    """
    last: dict[tuple[UUID, bool], datetime] = {}
    for (variant, lot), each in counted.items():
        way = (variant, lot is None)
        last[way] = max(each.at, last.get(way, each.at))
    implied: dict[Key, Counted] = {}
    missed: dict[Key, Counted] = {}
    for key in _lying_there(stocktake) - set(counted):
        moment = last.get((key[0], key[1] is not None))
        if moment is None:
            missed[key] = Counted(Decimal(0), at)
        else:
            implied[key] = Counted(Decimal(0), moment)
    return implied, missed


def _judgement(each: Counted, before: CountedLine | None, *, was_counted: bool) -> bool:
    """Return whether a line is accepted: a counted one is, until somebody says otherwise."""
    if before is not None and before.counted == each.quantity:
        same_count = not was_counted or before.counted_at == each.at
        if same_count:
            return before.is_accepted
    return was_counted


def _lying_there(stocktake: Stocktake) -> set[Key]:
    """Return what the ledger says lies there, of what the count is about.

    Beside each lot, what was never told apart: it came before lots were kept.
    """
    levels = StockLevel.objects.filter(location=stocktake.location_id, on_hand__gt=0, owner="")
    lots = LotStock.objects.filter(level__location=stocktake.location_id, on_hand__gt=0)
    only = stocktake.about.get("skus")
    if only:
        levels = levels.filter(variant__sku__in=only)
        lots = lots.filter(level__variant__sku__in=only)
    told = LotStock.objects.filter(level=OuterRef("pk")).order_by().values("level")
    in_lots = Coalesce(Subquery(told.annotate(sum=Sum("on_hand")).values("sum")), Decimal(0))
    loose = levels.filter(on_hand__gt=in_lots).values_list("variant", flat=True)
    by_lot = lots.values_list("level__variant", "lot")
    return {(variant, None) for variant in loose} | set(by_lot)
