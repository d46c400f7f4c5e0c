"""What the plots draw, as plain data. Amounts stay decimal strings until they are drawn."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from guildhall.hq.types import GroupFigures, TenantDays

# More colors than these nobody tells apart; the rest of the subsidiaries is one series.
MOST_SERIES = 7


def group_chart(found: GroupFigures) -> dict[str, Any]:
    """Return revenue per subsidiary for one day, per day and subsidiary for several."""
    if found.view.span.is_one_day:
        sold = [each for each in found.tenants if each.figures.orders]
        return _chart(
            found.view.currency,
            labels=[each.tenant.name for each in sold],
            series={gettext("Revenue"): [each.figures.revenue.amount for each in sold]},
        )
    names = {each.tenant.slug: each.tenant.name for each in found.tenants if each.figures.orders}
    apart = list(names)[: MOST_SERIES if len(names) > MOST_SERIES + 1 else None]
    per_day: dict[str, dict[date, Decimal]] = {names[slug]: defaultdict(Decimal) for slug in apart}
    for point in found.points:
        name = names[point.slug] if point.slug in apart else gettext("Others")
        days = per_day.setdefault(name, defaultdict(Decimal))
        days[point.business_date] += point.figures.revenue.amount
    days_shown = list(found.view.span.each_day())
    return _chart(
        found.view.currency,
        days=days_shown,
        series={name: [sold[day] for day in days_shown] for name, sold in per_day.items()},
    )


def tenant_chart(found: TenantDays) -> dict[str, Any]:
    """Return one subsidiary's revenue per day."""
    points = found.points[::-1]
    return _chart(
        found.view.currency,
        days=[point.business_date for point in points],
        series={found.tenant.name: [point.figures.revenue.amount for point in points]},
    )


def _chart(
    currency: str,
    *,
    series: dict[str, list[Decimal]],
    labels: list[str] | None = None,
    days: list[date] | None = None,
) -> dict[str, Any]:
    return {
        "currency": currency,
        "labels": labels,
        "days": [day.isoformat() for day in days] if days else None,
        "total": gettext("Total"),
        "series": [
            {"name": name, "values": [f"{value:f}" for value in values]}
            for name, values in series.items()
        ],
    }
