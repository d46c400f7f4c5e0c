"""What tests of stock look at, and what must be so whatever has happened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from guildhall.inventory import operations
from guildhall.inventory.models import Expected, Movement, Reservation, StockBlock, StockLevel
from guildhall.inventory.queries import list_levels
from guildhall.inventory.states import Bucket, Outcome
from guildhall.inventory.types import Correction, Demand, LevelCard, NewStock, Source, StockKey
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp, system_stamp
from tests.factories.company import Company

NOTHING = Decimal(0)


def level_of(sku: str, location: str = "S1") -> LevelCard:
    return next(x for x in list_levels().items if (x.sku, x.location) == (sku, location))


def later(stamp: Stamp, **passed: int) -> Stamp:
    return system_stamp("test", stamp.at + timedelta(**passed))


def receive(company: Company, sku: str, quantity: int, stamp: Stamp, at: str = "S1") -> None:
    line = NewStock(company.variants[sku], sku, Decimal(quantity))
    operations.receive_stock(at, lines=[line], reference="more", stamp=stamp)


def adjust(sku: str, by: int, stamp: Stamp, at: str = "S1") -> None:
    seen = level_of(sku, at)
    operations.adjust_stock(
        StockKey(sku, at), Correction(Decimal(by), seen.on_hand, "counted"), stamp=stamp
    )


def demands(company: Company, lines: Mapping[str, int]) -> list[Demand]:
    return [Demand(company.variants[sku], sku, Decimal(n)) for sku, n in lines.items()]


@transaction.atomic
def reserve(
    company: Company,
    reference: str,
    lines: Mapping[str, int],
    stamp: Stamp,
    *,
    minutes: int | None = 30,
) -> None:
    operations.reserve_stock(
        reference,
        demands=demands(company, lines),
        source=Source(company.site.channel.id),
        until=stamp.at + timedelta(minutes=minutes) if minutes else None,
        stamp=stamp,
    )


def taken_by(reference: str) -> dict[str, Decimal]:
    """Return what a reference holds, by location."""
    rows = Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)
    found: dict[str, Decimal] = defaultdict(Decimal)
    for code, quantity in rows.values_list("level__location__code", "quantity"):
        found[code] += quantity
    return dict(found)


def waiting_of(reference: str) -> Decimal:
    rows = Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)
    return rows.aggregate(sum=Sum("backordered"))["sum"] or NOTHING


def told(subject: str, kind: str) -> list[dict[str, object]]:
    """Return the payloads of the facts of one type about a subject."""
    return [fact.payload for fact in facts_about([subject]) if fact.type == kind]


def broken_rules(levels: Sequence[UUID] | None = None) -> list[str]:
    """Return what does not agree, level by level: nothing, whatever has happened."""
    of = {} if levels is None else {"level__in": levels}
    rows = StockLevel.objects.all() if levels is None else StockLevel.objects.filter(id__in=levels)
    lines = (
        Movement.objects.filter(**of).values_list("level", "bucket").annotate(sum=Sum("quantity"))
    )
    ledger = {(level, bucket): total for level, bucket, total in lines}
    holds = Reservation.objects.filter(outcome=Outcome.OPEN, **of)
    reserved = dict(holds.values_list("level").annotate(sum=Sum("quantity")))
    waiting = dict(holds.values_list("level").annotate(sum=Sum("backordered")))
    blocked = dict(
        StockBlock.objects.filter(**of).values_list("level").annotate(sum=Sum("quantity"))
    )
    expected = {
        level: asked - came
        for level, asked, came in Expected.objects.filter(closed_at=None, **of)
        .values_list("level")
        .annotate(asked=Sum("quantity"), came=Sum("arrived"))
    }
    found = []
    for row in rows:
        left = row.on_hand - row.reserved - row.unavailable
        claims = {
            "on hand is the ledger": row.on_hand == ledger.get((row.id, Bucket.ON_HAND), NOTHING),
            "unavailable is the ledger": row.unavailable
            == ledger.get((row.id, Bucket.UNAVAILABLE), NOTHING),
            "unavailable is the blocks": row.unavailable == blocked.get(row.id, NOTHING),
            "reserved is what is promised": row.reserved == reserved.get(row.id, NOTHING),
            "who waits is who is not served": max(-left, NOTHING) == waiting.get(row.id, NOTHING),
            "inbound is what is expected": row.inbound == expected.get(row.id, NOTHING),
            "no bucket is in the red": min(row.on_hand, row.reserved, row.unavailable, row.inbound)
            >= 0,
            "no more waits than may": -left <= row.backorder_limit,
        }
        found += [f"{row.id}: not so that {claim}" for claim, holds in claims.items() if not holds]
    return found
