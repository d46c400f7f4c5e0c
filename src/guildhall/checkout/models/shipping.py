"""Where goods are sent, how, and for how much."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.checkout.models.columns import money
from guildhall.checkout.states import RateBasis
from guildhall.kernel.ids import new_id


class ShippingZone(models.Model):
    """A part of the world: countries, regions of them, postcodes. Empty fields do not narrow it.

    Of several that fit an address the narrowest counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    countries = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    postcodes = models.JSONField(default=list)
    updated_at = models.DateTimeField(db_default=Now())


class ShippingMethod(models.Model):
    """A way to send goods. Without channels it is offered on all; no tax class is no tax."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    channels = models.JSONField(default=list)
    tax_class = models.CharField(max_length=40, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())


class ShippingRate(models.Model):
    """What a way costs into a zone, in one currency: steps of [at least, price], lowest first.

    `at least` is an amount of goods, or grams. From `free_from` on nothing is asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    method = models.ForeignKey(
        ShippingMethod, models.CASCADE, related_name="rates", db_index=False
    )
    zone = models.ForeignKey(ShippingZone, models.CASCADE, related_name="rates")
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=8, default=RateBasis.TOTAL.value)
    steps = models.JSONField()
    free_from = money(null=True)
    least_days = models.PositiveSmallIntegerField(null=True)
    most_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="checkout_rate_once", fields=["method", "zone", "currency"]
            )
        ]
