"""What everything that changes a level by hand has in common."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.approvals.states import CARRIED_OUT_BY
from guildhall.inventory.errors import LotNeeded, QuantityInvalid, StockNotFound
from guildhall.inventory.models import Movement, StockLevel
from guildhall.inventory.operations.levels import LockedLevels, lock_levels
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.states import Bucket, MovementKind
from guildhall.inventory.types import StockKey
from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Because:
    """What a line of the ledger says it is for."""

    reference: str
    reason: str = ""
    bucket: Bucket = Bucket.ON_HAND


def may_keep(code: str, stamp: Stamp) -> bool:
    """Return whether stock is this caller's to change there, or in its store."""
    here = (f"location:{code}",)
    if stamp.by.may("stock:edit", scope=here):
        return True
    return stamp.by.may("stock:edit", scope=scopes_of_keeper(code))


def must_keep(code: str, stamp: Stamp) -> None:
    """Refuse with NotPermitted unless `may_keep`."""
    if not may_keep(code, stamp):
        stamp.by.must("stock:edit", scope=scopes_of_keeper(code))


def must_be_countable(quantity: Decimal, *, sku: str) -> None:
    """Refuse with QuantityInvalid what is no quantity that can be booked."""
    if not quantity.is_finite() or quantity <= 0 or quantity != round(quantity, 3):
        raise QuantityInvalid(quantity=quantity, sku=sku)


def must_not_be_by_lot(level: StockLevel, *, sku: str) -> None:
    """Refuse with LotNeeded where lots are kept: what comes or goes has to name one."""
    if level.by_lot:
        raise LotNeeded(sku=sku)


def paper_of(reason: str, stamp: Stamp) -> str:
    """Return what a correction refers to: the approval it was granted by, or else its reason."""
    via = stamp.origin.via
    return via if via.startswith(CARRIED_OUT_BY) else reason


def lock_level(what: StockKey) -> tuple[LockedLevels, StockLevel]:
    """Lock one level. Refuses with StockNotFound."""
    levels = lock_levels(
        StockLevel.objects.filter(
            location__code=what.location, variant__sku=what.sku, owner=what.owner
        )
    )
    level = next(iter(levels.rows.values()), None)
    if level is None:
        raise StockNotFound(sku=what.sku, location=what.location)
    return levels, level


def movement(
    level: StockLevel, kind: MovementKind, quantity: Decimal, *, because: Because, stamp: Stamp
) -> Movement:
    """Return a line of the ledger, not yet written."""
    return Movement(
        level=level,
        kind=kind,
        bucket=because.bucket,
        quantity=quantity,
        reason=because.reason[:80],
        reference=because.reference[:80],
        actor=stamp.by.name,
        request_id=stamp.request_id,
        effective_at=stamp.at,
    )
