"""Lots and serial numbers: which there are, where they lie, what they were made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from guildhall.catalog.queries import find_variants
from guildhall.inventory.errors import LotNotFound
from guildhall.inventory.models import Lot, LotParent, LotStock, Movement
from guildhall.inventory.queries.places import places_within, scopes_of_location
from guildhall.inventory.states import Bucket, MovementKind
from guildhall.inventory.types import (
    LotCard,
    LotFilter,
    LotLink,
    LotPlace,
    LotStep,
    LotTrace,
    RecallLine,
)
from guildhall.kernel import clock
from guildhall.kernel.paging import Page, page_of

MOST_STEPS = 500
DEEPEST = 20
EVERY_LOT = LotFilter()
# What takes a lot out of the house, or to somewhere else.
OUTWARD = (MovementKind.SHIPMENT, MovementKind.TRANSFER, MovementKind.REPACK)


def list_lots(
    chosen: LotFilter = EVERY_LOT, *, cursor: str | None = None, limit: int = 50
) -> Page[LotCard]:
    """Return one page of lots, newest first. Refuses with CursorInvalid."""
    rows = _lots(chosen)
    return page_of(rows, key=("created_at", "id"), cursor=cursor, limit=limit, to=_card)


def get_lot(sku: str, lot: str, *, scopes: tuple[str, ...] = ()) -> LotCard:
    """Return a lot that lies, or has lain, within a reach. Refuses with LotNotFound."""
    row = _lots(LotFilter(scopes=scopes)).filter(variant__sku=sku, code=lot).first()
    if row is None:
        raise LotNotFound(sku=sku, lot=lot)
    return _card(row)


def scopes_of_lot(lot: UUID) -> tuple[str, ...]:
    """Return where somebody may hold a role to see a lot: wherever it lies or has lain."""
    codes = LotStock.objects.filter(lot=lot).values_list("level__location__code", flat=True)
    found = {scope for code in codes for scope in scopes_of_location(code)}
    return tuple(sorted(found))


def trace_lot(sku: str, lot: str, *, scopes: tuple[str, ...] = ()) -> LotTrace:
    """Return where a lot came from and went: up to what it was made of, down to what it became.

    Refuses with LotNotFound.
    """
    card = get_lot(sku, lot, scopes=scopes)
    moves = _moves([card.id]).filter(level__location__in=places_within(scopes))
    return LotTrace(
        lot=card,
        places=places_of_lot(card.id, scopes=scopes),
        made_of=_told(ancestors_of([card.id]), upward=True),
        made_into=_told(descendants_of([card.id]), upward=False),
        steps=tuple(_step(row) for row in moves[:MOST_STEPS]),
    )


def places_of_lot(lot: UUID, *, scopes: tuple[str, ...] = ()) -> tuple[LotPlace, ...]:
    """Return where a lot lies now."""
    rows = LotStock.objects.filter(
        lot=lot, on_hand__gt=0, level__location__in=places_within(scopes)
    ).order_by("level__location__code")
    return tuple(
        LotPlace(code, on_hand, blocked, reason)
        for code, on_hand, blocked, reason in rows.values_list(
            "level__location__code", "on_hand", "blocked", "block_reason"
        )
    )


def recall_list(
    sku: str, lot: str, *, scopes: tuple[str, ...] = (), most: int = 100_000
) -> tuple[RecallLine, ...]:
    """Return every paper on which a lot, or what was made of it, went out or elsewhere.

    A shipment's reference is an order: who bought it is that order's to tell.
    Refuses with LotNotFound.
    """
    card = get_lot(sku, lot, scopes=scopes)
    lots = [card.id, *(link.child_id for link in descendants_of([card.id]))]
    moves = _moves(lots).filter(kind__in=OUTWARD, quantity__lt=0)
    rows = moves.filter(level__location__in=places_within(scopes)).order_by("effective_at", "id")
    return tuple(
        RecallLine(
            sku=row.level.variant.sku,
            lot=row.lot.code,
            kind=row.kind,
            location=row.level.location.code,
            reference=row.reference,
            quantity=-row.quantity,
            effective_at=row.effective_at,
        )
        for row in rows[:most]
        if row.lot is not None
    )


def ancestors_of(lots: Sequence[UUID]) -> list[LotParent]:
    """Return all links from these lots up to what they were made of, nearest first."""
    return _walk(lots, "child", "parent_id")


def descendants_of(lots: Sequence[UUID]) -> list[LotParent]:
    """Return all links from these lots down to what was made of them, nearest first."""
    return _walk(lots, "parent", "child_id")


def lots_differing() -> int:
    """Return how many levels that are kept by lot hold another quantity than their lots do."""
    kept = LotStock.objects.values("level", "level__on_hand", "level__variant__tracking")
    rows = kept.annotate(total=Sum("on_hand"))
    return sum(
        row["total"] > row["level__on_hand"]
        or (row["level__variant__tracking"] != "none" and row["total"] != row["level__on_hand"])
        for row in rows
    )


def _walk(lots: Sequence[UUID], near: str, far: str) -> list[LotParent]:
    """Follow links a step at a time: one statement per generation, and no end without one."""
    found: list[LotParent] = []
    seen, edge = set(lots), list(lots)
    for _ in range(DEEPEST):
        rows = LotParent.objects.filter(**{f"{near}__in": edge}).select_related(
            "child__variant", "parent__variant"
        )
        step = list(rows.order_by("id"))
        found += step
        edge = sorted({getattr(link, far) for link in step} - seen)
        seen.update(edge)
        if not edge:
            break
    return found


def _told(links: Iterable[LotParent], *, upward: bool) -> tuple[LotLink, ...]:
    depth: dict[UUID, int] = defaultdict(int)
    told = []
    for link in links:
        near, far = (link.child, link.parent) if upward else (link.parent, link.child)
        depth[far.id] = depth[near.id] + 1
        told.append(
            LotLink(far.code, far.variant.sku, link.quantity, link.reference, depth[far.id])
        )
    return tuple(told)


def _lots(chosen: LotFilter) -> QuerySet[Lot]:
    rows = Lot.objects.select_related("variant").annotate(total=Sum("stock__on_hand"))
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(Q(code__istartswith=text) | Q(variant__in=find_variants(text)))
    if chosen.location:
        rows = rows.filter(_kept_at(location__code=chosen.location, on_hand__gt=0))
    if chosen.recalled:
        rows = rows.filter(recalled_at__isnull=False)
    if chosen.expires_by is not None:
        rows = rows.filter(expires_on__lte=chosen.expires_by, total__gt=0)
    if chosen.scopes:
        rows = rows.filter(_kept_at(location__in=places_within(chosen.scopes)))
    return rows


def _kept_at(**where: object) -> Exists:
    level = {f"level__{k}" if k.startswith("location") else k: v for k, v in where.items()}
    return Exists(LotStock.objects.filter(lot=OuterRef("pk"), **level))


def _moves(lots: Sequence[UUID]) -> QuerySet[Movement]:
    rows = Movement.objects.filter(lot__in=lots, bucket=Bucket.ON_HAND)
    return rows.select_related("level__location", "level__variant", "lot").order_by(
        "recorded_at", "id"
    )


def _step(row: Movement) -> LotStep:
    return LotStep(
        kind=row.kind,
        location=row.level.location.code,
        quantity=row.quantity,
        reference=row.reference,
        reason=row.reason,
        effective_at=row.effective_at,
    )


def _card(row: Lot) -> LotCard:
    return LotCard(
        id=row.id,
        code=row.code,
        sku=row.variant.sku,
        title=row.variant.title,
        is_serial=row.is_serial,
        made_on=row.made_on,
        expires_on=row.expires_on,
        supplier=row.supplier,
        recalled_at=row.recalled_at,
        recall_reason=row.recall_reason,
        on_hand=Decimal(getattr(row, "total", None) or 0),
        created_at=row.created_at,
        is_expired=row.expires_on is not None and row.expires_on < clock.now().date(),
    )
