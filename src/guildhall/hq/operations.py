"""Counting facts into roll-ups. Each is called once per fact, in the fact's own transaction."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from guildhall.hq.models import DayFigure
from guildhall.kernel.money import Money


@transaction.atomic
def count_placed(
    tenant_id: UUID, *, day: date, units: Decimal, total: Money, at: datetime
) -> None:
    """Add one order to a tenant's day."""
    _add(
        tenant_id,
        day=day,
        currency=total.currency,
        at=at,
        orders=1,
        units=units,
        revenue=total.amount,
    )


@transaction.atomic
def count_canceled(
    tenant_id: UUID, *, day: date, units: Decimal, total: Money, at: datetime
) -> None:
    """Take a canceled order's units and revenue off the day it was placed on."""
    _add(
        tenant_id,
        day=day,
        currency=total.currency,
        at=at,
        units=-units,
        revenue=-total.amount,
        canceled_orders=1,
        canceled_revenue=total.amount,
    )


@transaction.atomic
def count_shipped(tenant_id: UUID, *, day: date, currency: str, at: datetime) -> None:
    """Add one shipped order to the day it was placed on."""
    _add(tenant_id, day=day, currency=currency, at=at, shipped_orders=1)


def _add(
    tenant_id: UUID, *, day: date, currency: str, at: datetime, **figures: int | Decimal
) -> None:
    key = {"tenant_id": tenant_id, "business_date": day, "currency": currency}
    DayFigure.objects.bulk_create([DayFigure(**key, as_of=at)], ignore_conflicts=True)
    added = {name: F(name) + Value(by) for name, by in figures.items()}
    DayFigure.objects.filter(**key).update(as_of=Greatest("as_of", Value(at)), **added)
