"""Where stock lies, which channel sells from where, and how much of it a channel is shown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import quantity_column
from guildhall.inventory.states import AllocationOrder, LocationKind, OfferKind, Removal
from guildhall.kernel.ids import new_id


class Location(models.Model):
    """A place that holds stock. `removal` says which lot leaves it first."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, default=LocationKind.STORE.value)
    store = models.ForeignKey("organization.Store", models.PROTECT, related_name="+", null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    removal = models.CharField(max_length=4, db_default=Removal.FEFO.value)
    closed_at = models.DateTimeField(null=True)


class ChannelSource(models.Model):
    """A location that a channel may sell from; the lowest rank is asked first."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(
        "organization.Channel", models.CASCADE, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, models.CASCADE, related_name="sources")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_source_once", fields=["channel", "location"])
        ]


class ChannelPolicy(models.Model):
    """How a channel takes stock from its locations, and how much of it it is told of.

    Published: the least of `most_listed` and the part of what is available, less the buffer;
    nothing once no more than `ends_at` is left. The buffer is never taken off the stock itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField("organization.Channel", models.CASCADE, related_name="+")
    allocation = models.CharField(max_length=16, default=AllocationOrder.RANK.value)
    may_split = models.BooleanField(default=True)
    in_part = models.BooleanField(default=False)
    most_listed = quantity_column(null=True)
    percent = models.PositiveSmallIntegerField(default=100)
    buffer = quantity_column(default=0)
    ends_at = quantity_column(default=0)
    most_held = quantity_column(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_percent", condition=Q(percent__lte=100))
        ]


class ChannelOffer(models.Model):
    """What is promised of a variant on a channel beyond what lies there, and for when.

    Its publish rule, where it has one, goes before that of the channel.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.CASCADE, related_name="+", db_index=False
    )
    channel = models.ForeignKey("organization.Channel", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, default=OfferKind.STOCK.value)
    limit = quantity_column(default=0)
    promised_on = models.DateField(null=True)
    lead_days = models.PositiveSmallIntegerField(null=True)
    most_listed = quantity_column(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    buffer = quantity_column(null=True)
    ends_at = quantity_column(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_offer_once", fields=["variant", "channel"]),
            models.CheckConstraint(name="inventory_offer_limit", condition=Q(limit__gte=0)),
        ]


class ChannelPush(models.Model):
    """What a channel was last told of a variant, what it acknowledged, and what it shows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.CASCADE, related_name="+", db_index=False
    )
    channel = models.ForeignKey("organization.Channel", models.CASCADE, related_name="+")
    pushed = quantity_column(null=True)
    pushed_at = models.DateTimeField(null=True)
    acknowledged = quantity_column(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    seen = quantity_column(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_push_once", fields=["variant", "channel"])
        ]
