"""What a house's own labels say, and what somebody is scanning together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import cost_column, quantity_column
from guildhall.inventory.models.documents import Transfer
from guildhall.inventory.models.places import Location
from guildhall.kernel.ids import new_id


class ScanPattern(models.Model):
    """A label of our own, such as `21{item:5}{weight:5.3}{check}`; the least rank goes first."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    mask = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())


class Tray(models.Model):
    """What somebody scans together before it is booked as one paper. It outlives the page.

    `paper` is the number of what it became.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    task = models.CharField(max_length=8)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, models.PROTECT, related_name="+", null=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="+", null=True)
    supplier = models.CharField(max_length=120, default="")
    delivery_note = models.CharField(max_length=80, default="")
    currency = models.CharField(max_length=3, default="")
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    paper = models.CharField(max_length=32, default="")


class TrayScan(models.Model):
    """One scan on a tray. What is taken back stays, and counts no more."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tray = models.ForeignKey(Tray, models.CASCADE, related_name="scans")
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60, default="")
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    quantity = quantity_column()
    unit_cost = cost_column(null=True)
    scanned_by = models.CharField(max_length=80)
    scanned_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_tray_scan", condition=Q(quantity__gt=0))
        ]
