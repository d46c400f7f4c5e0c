"""Payments of a reference, each a history of events that is never rewritten."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Payment(models.Model):
    """One way in which a reference is paid. It moves money; what for, it does not know."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.CharField(max_length=80, db_index=True)
    method = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()


class PaymentEvent(models.Model):
    """One event. `key` makes recording it twice impossible."""

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=120)
    psp_reference = models.CharField(max_length=120)
    step = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    actor = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_event_once", fields=["payment", "key"]),
            models.CheckConstraint(name="payments_event_positive", condition=Q(amount__gt=0)),
        ]
