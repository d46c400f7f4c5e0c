"""Buckets per variant and location, the ledger behind them, and open promises."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.inventory.states import LocationKind, Outcome
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


def quantity(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact quantity: up to 10^11, three decimals."""
    return models.DecimalField(max_digits=14, decimal_places=3, **options)  # type: ignore[arg-type]


class Location(models.Model):
    """A place that holds stock."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, default=LocationKind.STORE.value)
    store = models.ForeignKey("organization.Store", models.PROTECT, related_name="+", null=True)


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


class StockLevel(models.Model):
    """The buckets: a projection of the ledger and of open reservations, kept in step."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    on_hand = quantity(default=0)
    reserved = quantity(default=0)
    unavailable = quantity(default=0)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_level_once", fields=["variant", "location"]),
            models.CheckConstraint(name="inventory_on_hand", condition=Q(on_hand__gte=0)),
            models.CheckConstraint(name="inventory_reserved", condition=Q(reserved__gte=0)),
            models.CheckConstraint(name="inventory_unavailable", condition=Q(unavailable__gte=0)),
            models.CheckConstraint(
                name="inventory_never_oversold",
                condition=Q(on_hand__gte=F("reserved") + F("unavailable")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="inventory_level_page", fields=["updated_at", "id"])
        ]


class Movement(models.Model):
    """One line of the ledger. A mistake is reversed by another line."""

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    bucket = models.CharField(max_length=16)
    quantity = quantity()
    reason = models.CharField(max_length=80, default="")
    reference = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    request_id = models.UUIDField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()


class Reservation(models.Model):
    """A promise of stock to a reference. Open ones add up to the level's `reserved`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, db_index=True)
    quantity = quantity()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default=Outcome.OPEN.value)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_hold_positive", condition=Q(quantity__gt=0))
        ]
        indexes: ClassVar = [
            models.Index(
                name="inventory_hold_expiry",
                fields=["expires_at"],
                condition=Q(outcome="", expires_at__isnull=False),
            )
        ]
