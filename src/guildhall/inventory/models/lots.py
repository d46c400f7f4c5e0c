"""Goods told apart by lot or piece by piece, and what was made of which."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import quantity_column
from guildhall.inventory.models.levels import StockLevel
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Lot(models.Model):
    """A batch of a variant, or one piece of it with a serial number of its own."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=60)
    is_serial = models.BooleanField(default=False)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    supplier = models.CharField(max_length=120, default="")
    recalled_at = models.DateTimeField(null=True)
    recall_reason = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_lot_once", fields=["variant", "code"])
        ]


class LotStock(models.Model):
    """How much of a lot lies at a level; the lots of a tracked variant add up to its on hand.

    `blocked` of it counts as unavailable there for `block_reason`: it has expired, or was
    called back. Of a piece with a serial number there is one in the whole house.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="lots", db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="stock")
    on_hand = quantity_column(default=0)
    blocked = quantity_column(db_default=0)
    block_reason = models.CharField(max_length=16, db_default="")
    is_serial = models.BooleanField(db_default=False)
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_lot_stock_once", fields=["level", "lot"]),
            models.UniqueConstraint(
                name="inventory_one_of_a_serial",
                fields=["lot"],
                condition=Q(is_serial=True, on_hand__gt=0),
            ),
            models.CheckConstraint(name="inventory_lot_stock", condition=Q(on_hand__gte=0)),
            models.CheckConstraint(
                name="inventory_lot_blocked",
                condition=Q(blocked__gte=0, blocked__lte=F("on_hand")),
            ),
            models.CheckConstraint(
                name="inventory_serial_is_one", condition=Q(is_serial=False) | Q(on_hand__lte=1)
            ),
        ]


class LotParent(models.Model):
    """From which lot a lot was made: repacked, assembled, relabelled."""

    id = models.UUIDField(primary_key=True, default=new_id)
    child = models.ForeignKey(Lot, models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    quantity = quantity_column()
    reference = models.CharField(max_length=80)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_parent_once", fields=["child", "parent", "reference"]
            )
        ]
