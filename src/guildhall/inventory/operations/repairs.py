"""Putting a level right: under its lock, from what proves it, with a fact for each thing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from guildhall.inventory import rules
from guildhall.inventory.events import StockMended
from guildhall.inventory.models import LevelSnapshot, LotStock, Movement, StockBlock, StockLevel
from guildhall.inventory.operations.levels import lock_levels
from guildhall.inventory.operations.settling import settle_as_proven
from guildhall.inventory.queries.proofs import proofs_of
from guildhall.inventory.states import BlockReason, Bucket, Damage, MovementKind
from guildhall.inventory.types import Finding, Proof
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

BUCKETS = frozenset({Damage.ON_HAND, Damage.RESERVED, Damage.UNAVAILABLE, Damage.INBOUND})
COUNT_IT = "count it"


@transaction.atomic
def repair_level(level_id: UUID, *, check: str, stamp: Stamp) -> list[Finding]:
    """Compare one level again, under its lock, and put right what can be.

    What a sale has changed meanwhile is no finding any more. Buckets are made anew from the
    ledger, promises and papers; the ledger itself is corrected by a further line, and only where
    it cannot be true.
    """
    levels = lock_levels(
        StockLevel.objects.filter(id=level_id).select_related("variant", "location")
    )
    level = levels.rows[level_id]
    (proof,) = proofs_of([level_id])
    found = [finding_of(level, wrong) for wrong in rules.wrongs_of(proof)]
    mended = [_mend(level, proof, each, stamp=stamp) for each in found]
    if any(each.repaired and each.damage in BUCKETS for each in mended):
        settle_as_proven(levels, stamp=stamp)
    for each in mended:
        if each.repaired:
            record(
                StockMended(
                    check=check,
                    location=each.location,
                    sku=each.sku,
                    damage=each.damage,
                    kept=each.kept,
                    proven=each.proven,
                    stamp=stamp,
                )
            )
    return mended


def finding_of(level: StockLevel, wrong: rules.Wrong) -> Finding:
    damage, kept, proven = wrong
    return Finding(
        damage=damage,
        sku=level.variant.sku,
        location=level.location.code,
        owner=level.owner,
        kept=_plain(kept),
        proven=_plain(proven),
    )


def _mend(level: StockLevel, proof: Proof, finding: Finding, *, stamp: Stamp) -> Finding:
    match finding.damage:
        case damage if damage in BUCKETS:
            return _mend_buckets(level, proof, finding, stamp=stamp)
        case Damage.BLOCKS:
            return replace(finding, repaired=_mend_blocks(level, proof))
        case Damage.LOTS:
            return replace(finding, repaired=_mend_lots(level))
        case Damage.SNAPSHOT:
            LevelSnapshot.objects.filter(level=level).delete()
            return replace(finding, repaired=True)
        case _:
            return replace(finding, note=COUNT_IT)


def _mend_buckets(level: StockLevel, proof: Proof, finding: Finding, *, stamp: Stamp) -> Finding:
    buckets = rules.mended(proof)
    if buckets is None:
        return replace(finding, note=COUNT_IT)
    missing = buckets.on_hand - proof.proven.on_hand
    if finding.damage is Damage.ON_HAND and missing:
        _correct_ledger(level, missing, stamp)
    level.on_hand, level.reserved = buckets.on_hand, buckets.reserved
    level.unavailable, level.inbound = buckets.unavailable, buckets.inbound
    return replace(finding, repaired=True, note=COUNT_IT if missing else "")


def _correct_ledger(level: StockLevel, missing: Decimal, stamp: Stamp) -> None:
    Movement(
        level=level,
        kind=MovementKind.REVERSAL,
        bucket=Bucket.ON_HAND,
        quantity=missing,
        reason="self-check",
        reference="self-check",
        actor=stamp.by.name,
        request_id=stamp.request_id,
        effective_at=stamp.at,
    ).save(force_insert=True)


def _mend_blocks(level: StockLevel, proof: Proof) -> bool:
    """Make the blocks anew, reason by reason, where the ledger names the reasons."""
    rows = Movement.objects.filter(level=level, bucket=Bucket.UNAVAILABLE).order_by()
    by_reason = dict(rows.values_list("reference").annotate(total=Sum("quantity")))
    reasons = {each.value for each in BlockReason}
    named = {reason: total for reason, total in by_reason.items() if total}
    if not set(named) <= reasons or min(named.values(), default=Decimal(0)) < 0:
        return False
    if sum(named.values(), Decimal(0)) != proof.proven.unavailable:
        return False
    StockBlock.objects.filter(level=level).exclude(reason__in=named).update(quantity=0)
    for reason, total in sorted(named.items()):
        StockBlock.objects.update_or_create(
            level=level, reason=reason, defaults={"quantity": total}
        )
    return True


def _mend_lots(level: StockLevel) -> bool:
    """Make what lies of each lot anew from the ledger."""
    rows = Movement.objects.filter(level=level, bucket=Bucket.ON_HAND, lot__isnull=False)
    totals = dict(rows.order_by().values_list("lot").annotate(total=Sum("quantity")))
    if any(total < 0 for total in totals.values()):
        return False
    LotStock.objects.filter(level=level).exclude(lot__in=totals).update(on_hand=0)
    for lot, total in sorted(totals.items()):
        first = rows.filter(lot=lot).order_by("recorded_at").values_list("recorded_at", flat=True)
        LotStock.objects.update_or_create(
            level=level,
            lot_id=lot,
            defaults={"on_hand": total},
            create_defaults={"on_hand": total, "received_at": first[0]},
        )
    return True


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def repair_levels(levels: Sequence[UUID], *, check: str, stamp: Stamp) -> Iterable[Finding]:
    """Put levels right one by one, each in a transaction of its own."""
    for level in levels:
        yield from repair_level(level, check=check, stamp=stamp)
