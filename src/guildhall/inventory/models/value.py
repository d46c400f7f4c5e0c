"""What stock is worth, and when it should be bought again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import cost_column, quantity_column
from guildhall.inventory.models.levels import Movement
from guildhall.inventory.models.places import Location
from guildhall.inventory.states import ProposalState
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class ItemValue(models.Model):
    """How much of a variant of one owner the house holds, and what it is worth on average."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="+", db_index=False
    )
    owner = models.CharField(max_length=40, default="")
    currency = models.CharField(max_length=3)
    quantity = quantity_column(default=0)
    value = cost_column(default=0)
    last_cost = cost_column(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_value_once", fields=["variant", "owner"])
        ]


class ValueEntry(models.Model):
    """What one movement did to the worth of stock: the ledger behind `ItemValue`.

    `waits_for` is the currency of a cost for which nobody had a rate. Once somebody has, a second
    entry, `is_correction`, adds what was missing of what is still here; the first one stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    movement = models.ForeignKey(Movement, models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    quantity = quantity_column()
    unit_cost = cost_column()
    value = cost_column()
    is_estimate = models.BooleanField(default=False)
    is_correction = models.BooleanField(default=False, db_default=False)
    waits_for = models.CharField(max_length=3, default="", db_default="")
    recorded_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_entry_once", fields=["movement", "is_correction"]
            )
        ]
        indexes: ClassVar = [
            models.Index(
                name="inventory_entry_waits", fields=["movement"], condition=~Q(waits_for="")
            )
        ]


class CostLayer(models.Model):
    """What arrived at one cost, and how much of it, first in first out, is still here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="+")
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="+", db_index=False
    )
    owner = models.CharField(max_length=40, default="")
    quantity = quantity_column()
    left = quantity_column()
    unit_cost = cost_column()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_layer", condition=Q(left__gte=0))
        ]
        indexes: ClassVar = [
            models.Index(
                name="inventory_layer_left",
                fields=["variant", "owner", "received_at"],
                condition=Q(left__gt=0),
            )
        ]


class ReorderRule(models.Model):
    """When to buy a variant for a location again, and how much of it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", models.CASCADE, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, models.CASCADE, related_name="+")
    level = quantity_column()
    quantity = quantity_column(default=0)
    least_order = quantity_column(default=0)
    multiple = quantity_column(default=0)
    lead_days = models.PositiveSmallIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    judged_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=80, db_default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="inventory_rule_once", fields=["variant", "location"])
        ]


class ReorderProposal(models.Model):
    """What a rule proposes to buy. An open one counts as on its way: it is not proposed twice."""

    id = models.UUIDField(primary_key=True, default=new_id)
    rule = models.ForeignKey(ReorderRule, models.CASCADE, related_name="proposals")
    quantity = quantity_column()
    projected = quantity_column()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=ProposalState.OPEN.value)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_one_open_proposal", fields=["rule"], condition=Q(state="open")
            )
        ]
