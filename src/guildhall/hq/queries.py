"""What group HQ can ask. Reads roll-ups only, in a constant number of statements."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Sum

from guildhall.hq.models import DayFigure
from guildhall.hq.types import DayPoint, GroupDay, TenantDay
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from tenants.queries import get_group_name, list_tenants
from tenants.types import TenantCard

FIGURES = "figures:view"


def groups_of(actor: Actor) -> tuple[UUID, ...]:
    """Return the groups whose figures an actor may see, from each grant by itself."""
    allowed = [grant.scope for grant in actor.grants if grant.capability in {FIGURES, "*"}]
    return tuple(UUID(scope[6:]) for scope in dict.fromkeys(allowed) if scope.startswith("group:"))


def get_group_day(
    group: UUID, *, since: date, until: date, currency: str, actor: Actor
) -> GroupDay:
    """Return a group's figures for the days from `since` to `until`, both included.

    Refuses with NotPermitted.
    """
    actor.must(FIGURES, scope=(f"group:{group}",))
    cards = list_tenants(group=group)
    rows = DayFigure.objects.filter(
        tenant_id__in=[card.id for card in cards],
        business_date__range=(since, until),
        currency=currency,
    )
    tenants = _per_tenant(cards, rows.values("tenant_id"), currency)
    return GroupDay(
        group=get_group_name(group),
        since=since,
        until=until,
        currency=currency,
        tenants=tenants,
        points=_points(cards, rows),
        orders=sum(tenant.orders for tenant in tenants),
        units=sum((tenant.units for tenant in tenants), Decimal(0)),
        revenue=sum((tenant.revenue for tenant in tenants), Money.zero(currency)),
        as_of=max((tenant.as_of for tenant in tenants if tenant.as_of), default=None),
    )


def latest_day(group: UUID) -> tuple[date, str] | None:
    """Return the newest business day with figures in a group, and its currency."""
    ids = [card.id for card in list_tenants(group=group)]
    newest = DayFigure.objects.filter(tenant_id__in=ids).order_by("-business_date").first()
    return (newest.business_date, newest.currency) if newest else None


def count_all_orders() -> dict[UUID, int]:
    """Return how many orders the roll-ups count per tenant, for comparison with the tenants."""
    rows = DayFigure.objects.order_by().values_list("tenant_id").annotate(total=Sum("orders"))
    return dict(rows)


def _per_tenant(cards: Sequence[TenantCard], rows: object, currency: str) -> tuple[TenantDay, ...]:
    sums = {
        row["tenant_id"]: row
        for row in rows.annotate(  # type: ignore[attr-defined]
            orders_=Sum("orders"),
            units_=Sum("units"),
            revenue_=Sum("revenue"),
            canceled_=Sum("canceled_orders"),
            shipped_=Sum("shipped_orders"),
            as_of_=Max("as_of"),
        )
    }
    return tuple(_tenant_day(card, sums.get(card.id, {}), currency) for card in cards)


def _tenant_day(card: TenantCard, row: dict[str, object], currency: str) -> TenantDay:
    return TenantDay(
        tenant_id=card.id,
        slug=card.slug,
        name=card.name,
        unit=card.unit,
        orders=row.get("orders_", 0),  # type: ignore[arg-type]
        units=row.get("units_", Decimal(0)),  # type: ignore[arg-type]
        revenue=Money(row.get("revenue_", Decimal(0)), currency),  # type: ignore[arg-type]
        canceled_orders=row.get("canceled_", 0),  # type: ignore[arg-type]
        shipped_orders=row.get("shipped_", 0),  # type: ignore[arg-type]
        as_of=row.get("as_of_"),  # type: ignore[arg-type]
    )


def _points(cards: Sequence[TenantCard], rows: object) -> tuple[DayPoint, ...]:
    slugs = {card.id: card.slug for card in cards}
    found = rows.order_by("business_date").values_list(  # type: ignore[attr-defined]
        "business_date", "tenant_id", "orders", "revenue"
    )
    return tuple(DayPoint(day, slugs[key], orders, revenue) for day, key, orders, revenue in found)
