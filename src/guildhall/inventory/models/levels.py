"""Buckets per variant, location and owner, the ledger behind them, and open promises."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import cost_column, quantity_column
from guildhall.inventory.models.places import Location
from guildhall.inventory.states import Outcome
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class StockLevel(models.Model):
    """The buckets: a projection of the ledger and of open reservations, kept in step.

    `owner` is whose goods they are, empty for our own. `inbound` is expected and not here yet.
    Up to `backorder_limit` may be promised beyond what lies here. `by_lot` says that lots are
    kept of it, so that what leaves has to name them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40, db_default="")
    on_hand = quantity_column(default=0)
    reserved = quantity_column(default=0)
    unavailable = quantity_column(default=0)
    inbound = quantity_column(db_default=0)
    backorder_limit = quantity_column(db_default=0)
    low_at = quantity_column(null=True)
    by_lot = models.BooleanField(db_default=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_level_of_owner", fields=["variant", "location", "owner"]
            ),
            models.CheckConstraint(name="inventory_on_hand", condition=Q(on_hand__gte=0)),
            models.CheckConstraint(name="inventory_reserved", condition=Q(reserved__gte=0)),
            models.CheckConstraint(name="inventory_unavailable", condition=Q(unavailable__gte=0)),
            models.CheckConstraint(name="inventory_inbound", condition=Q(inbound__gte=0)),
            models.CheckConstraint(name="inventory_limit", condition=Q(backorder_limit__gte=0)),
            models.CheckConstraint(
                name="inventory_blocked_is_here", condition=Q(on_hand__gte=F("unavailable"))
            ),
            models.CheckConstraint(
                name="inventory_never_over_limit",
                condition=Q(on_hand__gte=F("reserved") + F("unavailable") - F("backorder_limit")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="inventory_level_page", fields=["updated_at", "id"])
        ]


class StockBlock(models.Model):
    """How much of a level is unavailable for one reason; together they are `unavailable`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="blocks", db_index=False)
    reason = models.CharField(max_length=16)
    quantity = quantity_column(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_block_once", fields=["level", "reason"]),
            models.CheckConstraint(name="inventory_block", condition=Q(quantity__gte=0)),
        ]


class Movement(models.Model):
    """One line of the ledger. A mistake is reversed by another line.

    `effective_at` is when it happened, `recorded_at` when we were told: by the database's clock,
    under the lock of the level, so that lines of one level are in the order of their effect.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    bucket = models.CharField(max_length=16)
    quantity = quantity_column()
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=80, default="")
    reference = models.CharField(max_length=80)
    unit_cost = cost_column(null=True)
    cost_currency = models.CharField(max_length=3, db_default="")
    actor = models.CharField(max_length=80)
    request_id = models.UUIDField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="inventory_movement_of_level", fields=["level", "recorded_at", "id"]
            ),
            models.Index(name="inventory_movement_of", fields=["reference"]),
        ]


class Reservation(models.Model):
    """A promise of stock to a reference. Open ones add up to the level's `reserved`.

    `backordered` of it is not here yet and is filled, oldest first, when goods arrive.
    `made_at` and `closed_at` are by the database's clock (`Now()`), under the lock of the level,
    as a movement's `recorded_at` is: what was reserved at a moment can be told from them. So a
    promise that is split, or shipped in part, leaves its `made_at` to both parts.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=80, db_index=True)
    quantity = quantity_column()
    backordered = quantity_column(db_default=0)
    promised_on = models.DateField(null=True)
    holder = models.CharField(max_length=80, db_default="")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default=Outcome.OPEN.value)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_hold_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="inventory_backordered",
                condition=Q(backordered__gte=0, backordered__lte=F("quantity")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="inventory_hold_of_level", fields=["level", "made_at"]),
            models.Index(
                name="inventory_hold_ended",
                fields=["level", "closed_at"],
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                name="inventory_hold_expiry",
                fields=["expires_at"],
                condition=Q(outcome="", expires_at__isnull=False),
            ),
            models.Index(
                name="inventory_hold_waiting",
                fields=["level", "made_at"],
                condition=Q(outcome="", backordered__gt=0),
            ),
            models.Index(
                name="inventory_hold_of_holder",
                fields=["holder"],
                condition=~Q(holder="") & Q(outcome=""),
            ),
        ]


class LevelSnapshot(models.Model):
    """What a level was once all lines recorded up to `taken_at` had taken effect.

    So no explanation reads them all. A projection: the check of stock compares and rebuilds it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    lines = models.PositiveBigIntegerField(db_default=0)
    on_hand = quantity_column()
    reserved = quantity_column(db_default=0)
    unavailable = quantity_column()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_snapshot_once", fields=["level", "taken_at"])
        ]


class StockCheck(models.Model):
    """One comparison of stock with its ledgers: what was looked at, differed and was mended."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=80)
    repairs = models.BooleanField(default=False)
    location = models.CharField(max_length=40, db_default="")
    levels = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    found = models.PositiveIntegerField(db_default=0)
    repaired = models.PositiveIntegerField(default=0)
