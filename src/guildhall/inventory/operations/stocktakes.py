"""Counts by scans: started, counted by many at once, reviewed, accepted or counted again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guildhall.catalog.states import Tracking
from guildhall.catalog.types import VariantWord
from guildhall.inventory.errors import (
    CountOver,
    LotNeeded,
    NotCounted,
    NotInCount,
    PaperNotFound,
    QuantityInvalid,
    TimeInvalid,
)
from guildhall.inventory.events import (
    CountedLineJudged,
    StocktakeCanceled,
    StocktakeCounted,
    StocktakeCountedAgain,
    StocktakeStarted,
)
from guildhall.inventory.models import CountedLine, Scan, Stocktake
from guildhall.inventory.models.documents import STOCKTAKES, next_number
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.lots import know_lots
from guildhall.inventory.operations.places import must_be_known, must_be_whole, place_called
from guildhall.inventory.operations.reviews import reviewed
from guildhall.inventory.queries.stocktakes import live_scans
from guildhall.inventory.states import StocktakeMove, StocktakeState
from guildhall.inventory.types import CountScan, LotWord
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def start_stocktake(location: str, *, skus: Sequence[str] = (), stamp: Stamp) -> str:
    """Start counting what lies at a location, all of it or these SKUs; return the number.

    Refuses with LocationNotFound, NotFromHere, NotPermitted or SkuUnknown.
    """
    place = place_called(location)
    must_keep(location, stamp)
    if skus:
        must_be_known(skus)

    stocktake = Stocktake(
        id=new_id(),
        number=next_number(STOCKTAKES, stamp.at.year),
        location=place,
        about={"skus": list(dict.fromkeys(skus))} if skus else {},
        started_by=stamp.by.name,
        started_at=stamp.at,
        updated_at=stamp.at,
    )
    insert_rows([stocktake], reading="number")
    record(StocktakeStarted(number=stocktake.number, location=location, stamp=stamp))
    return stocktake.number


@transaction.atomic
def count_stock(number: str, *, scans: Sequence[CountScan], stamp: Stamp) -> None:
    """Note what somebody counted. A scan told twice under one id counts once.

    Refuses with PaperNotFound, NotPermitted, CountOver, SkuUnknown, PaperEmpty, PaperTooLong,
    NotInCount, QuantityInvalid, LotNeeded, LotNotKept or TimeInvalid.
    """
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    words = must_be_known(scan.sku for scan in scans)
    _must_be_counting(stocktake)
    for scan in scans:
        _check(scan, words[scan.sku], stocktake=stocktake, at=stamp.at)
    lots = know_lots(
        [(words[scan.sku], LotWord(scan.lot)) for scan in scans if scan.lot], stamp=stamp
    )

    Scan.objects.bulk_create(
        [
            Scan(
                id=scan.id or new_id(),
                stocktake=stocktake,
                variant_id=words[scan.sku].id,
                lot=lots[words[scan.sku].id, scan.lot] if scan.lot else None,
                quantity=scan.quantity,
                counted_at=scan.counted_at or stamp.at,
                counted_by=stamp.by.name,
            )
            for scan in scans
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def take_back_scan(number: str, *, stamp: Stamp) -> None:
    """Take back what this counter scanned last; once more, and the one before goes too.

    Refuses with PaperNotFound, NotPermitted, CountOver or NotCounted.
    """
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    _must_be_counting(stocktake)
    rows = live_scans(stocktake.id).filter(counted_by=stamp.by.name)
    last = rows.order_by("-recorded_at", "-id").first()
    if last is None:
        raise NotCounted(sku="-")
    _undo([last], stamp)


@transaction.atomic
def finish_counting(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Put what was counted next to what the ledger said at that moment, line by line.

    What lies there and was not counted has a line, too, that nobody has accepted yet.
    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    expected.must_be(version_of(stocktake))

    stocktake.move(StocktakeMove.REVIEW)
    save_stocktake(stocktake, "state", stamp=stamp)
    lines = reviewed(stocktake, at=stamp.at)
    CountedLine.objects.filter(stocktake=stocktake).delete()
    CountedLine.objects.bulk_create(lines, batch_size=1000)

    differing = sum(line.counted != line.expected for line in lines)
    record(StocktakeCounted(number=number, lines=len(lines), differing=differing, stamp=stamp))


@transaction.atomic
def judge_line(number: str, *, sku: str, lot: str = "", accepted: bool, stamp: Stamp) -> None:
    """Say whether a line of a count is to be booked.

    Refuses with PaperNotFound, NotPermitted, CountOver or NotCounted.
    """
    stocktake = _in_review(number, stamp)
    line = _line_of(stocktake, sku, lot)
    if line.is_accepted == accepted:
        return
    line.is_accepted = accepted
    line.save(update_fields=["is_accepted"])
    save_stocktake(stocktake, stamp=stamp)
    record(CountedLineJudged(number=number, sku=sku, lot=lot, accepted=accepted, stamp=stamp))


@transaction.atomic
def count_again(number: str, *, sku: str, lot: str = "", stamp: Stamp) -> None:
    """Open a count again for one thing, whose scans are taken back.

    Refuses with PaperNotFound, NotPermitted, CountOver or NotCounted.
    """
    stocktake = _in_review(number, stamp)
    line = _line_of(stocktake, sku, lot)

    _undo(list(live_scans(stocktake.id).filter(variant=line.variant_id, lot=line.lot_id)), stamp)
    line.delete()
    stocktake.move(StocktakeMove.COUNT_ON)
    save_stocktake(stocktake, "state", stamp=stamp)

    record(StocktakeCountedAgain(number=number, sku=sku, lot=lot, stamp=stamp))


@transaction.atomic
def cancel_stocktake(
    number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Call a count off; nothing of it is booked.

    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    expected.must_be(version_of(stocktake))

    stocktake.move(StocktakeMove.CANCEL)
    stocktake.closed_at = stamp.at
    save_stocktake(stocktake, "state", "closed_at", stamp=stamp)

    record(StocktakeCanceled(number=number, reason=reason, stamp=stamp))


def lock_stocktake(number: str) -> Stocktake:
    """Lock a count. Refuses with PaperNotFound."""
    rows = Stocktake.objects.select_related("location__store").select_for_update(of=("self",))
    stocktake = rows.filter(number=number).first()
    if stocktake is None:
        raise PaperNotFound(number=number)
    return stocktake


def save_stocktake(stocktake: Stocktake, *fields: str, stamp: Stamp) -> None:
    stocktake.updated_at = stamp.at
    stocktake.save(update_fields=[*fields, "updated_at"])


def version_of(stocktake: Stocktake) -> str:
    return f"{stocktake.updated_at:%Y%m%d%H%M%S%f}"


def _in_review(number: str, stamp: Stamp) -> Stocktake:
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    if stocktake.state != StocktakeState.REVIEW:
        raise CountOver(number=number, state=stocktake.state)
    return stocktake


def _must_be_counting(stocktake: Stocktake) -> None:
    if stocktake.state != StocktakeState.COUNTING:
        raise CountOver(number=stocktake.number, state=stocktake.state)


def _line_of(stocktake: Stocktake, sku: str, lot: str) -> CountedLine:
    rows = CountedLine.objects.filter(stocktake=stocktake, variant__sku=sku)
    line = rows.filter(lot__code=lot).first() if lot else rows.filter(lot=None).first()
    if line is None:
        raise NotCounted(sku=sku)
    return line


def _check(scan: CountScan, word: VariantWord, *, stocktake: Stocktake, at: datetime) -> None:
    """Refuse a scan that cannot count. That there is none of something is counted as zero."""
    if scan.quantity != 0:
        must_be_whole(scan.quantity, sku=scan.sku, unit=word.unit)
    only = stocktake.about.get("skus")
    if only and scan.sku not in only:
        raise NotInCount(sku=scan.sku, number=stocktake.number)
    if word.tracking is not Tracking.NONE and not scan.lot:
        raise LotNeeded(sku=scan.sku)
    if word.tracking is Tracking.SERIAL and scan.quantity > 1:
        raise QuantityInvalid(quantity=scan.quantity, sku=scan.sku)
    moment = scan.counted_at or at
    if not stocktake.started_at <= moment <= at:
        raise TimeInvalid(at=moment)


def _undo(scans: Sequence[Scan], stamp: Stamp) -> None:
    insert_rows(
        [
            Scan(
                stocktake_id=scan.stocktake_id,
                variant_id=scan.variant_id,
                lot_id=scan.lot_id,
                quantity=-scan.quantity,
                counted_at=stamp.at,
                counted_by=stamp.by.name,
                undoes=scan,
            )
            for scan in scans
        ]
    )
