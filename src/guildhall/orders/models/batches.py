"""Something done to many orders at once, and what became of each of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.ids import new_id


class OrderBatch(models.Model):
    """One act for many orders: by whom, on which terms, and how far it has come.

    Its rows are the orders that were chosen when it was laid out: what comes later is not meant.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    act = models.CharField(max_length=12)
    terms = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    person = models.UUIDField(null=True)
    state = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="orders_batch_of", fields=["by", "created_at", "id"]),
            models.Index(
                name="orders_batch_at_work", fields=["heard_at"], condition=Q(state="running")
            ),
        ]


class OrderBatchRow(models.Model):
    """One order of a batch: done, or refused with the words of the refusal."""

    id = models.UUIDField(primary_key=True, default=new_id)
    batch = models.ForeignKey(OrderBatch, models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=32)
    outcome = models.CharField(max_length=8, default="")
    code = models.CharField(max_length=60, default="")
    message = models.CharField(max_length=300, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="orders_batch_left", fields=["batch", "position"], condition=Q(outcome="")
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="orders_batch_place", fields=["batch", "position"])
        ]
