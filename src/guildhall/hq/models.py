"""Roll-ups in the public schema, one row per tenant, business day and currency."""

from typing import ClassVar

from django.db import models

from guildhall.kernel.ids import new_id


class DayFigure(models.Model):
    """What a tenant sold on a business day. Fed by facts alone, each counted once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    orders = models.PositiveIntegerField(default=0)
    units = models.DecimalField(max_digits=16, decimal_places=3, default=0)
    revenue = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    canceled_orders = models.PositiveIntegerField(default=0)
    canceled_revenue = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    shipped_orders = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="hq_day_once", fields=["tenant_id", "business_date", "currency"]
            )
        ]
