"""What can be asked about moves."""

from datetime import datetime

from tenants.moves.models import Move
from tenants.moves.states import NEARLY_OVER, UNDER_WAY, MoveState
from tenants.moves.types import MoveCard


def list_moves(*, slug: str = "", most: int = 100) -> tuple[MoveCard, ...]:
    """Return the latest moves, of one company or of all, newest first."""
    rows = Move.objects.select_related("tenant").order_by("-planned_at", "-id")
    if slug:
        rows = rows.filter(tenant__slug=slug)
    return tuple(_card(row) for row in rows[:most])


def moves_under_way() -> tuple[MoveCard, ...]:
    """Return the moves that somebody has to go on with, oldest first."""
    rows = Move.objects.select_related("tenant").filter(state__in=UNDER_WAY)
    return tuple(_card(row) for row in rows.order_by("planned_at", "id"))


def moves_left_at_rest(*, silent_since: datetime) -> tuple[MoveCard, ...]:
    """Return the moves with a short rest of the way to go that nobody seems to go on with."""
    rows = Move.objects.select_related("tenant").filter(
        state__in=NEARLY_OVER, changed_at__lte=silent_since
    )
    return tuple(_card(row) for row in rows.order_by("planned_at", "id"))


def kept_copies(*, until: datetime | None = None) -> tuple[MoveCard, ...]:
    """Return the moves whose old copy is still kept; with `until`, those due to be pruned."""
    rows = Move.objects.select_related("tenant").filter(state=MoveState.SETTLED)
    if until is not None:
        rows = rows.filter(keep_until__lte=until)
    return tuple(_card(row) for row in rows.order_by("keep_until", "id"))


def _card(row: Move) -> MoveCard:
    return MoveCard(
        id=row.id,
        tenant_id=row.tenant_id,
        slug=row.tenant.slug,
        source=row.source,
        target=row.target,
        state=MoveState(row.state),
        tables=row.tables,
        tables_done=row.tables_done,
        rows=row.rows,
        copy_ms=row.copy_ms,
        freeze_ms=row.freeze_ms,
        freezes=row.freezes,
        problem=row.problem,
        planned_at=row.planned_at,
        over_at=row.over_at,
        keep_until=row.keep_until,
    )
