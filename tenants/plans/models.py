"""Subscriptions, what was used, and the books.

No foreign key leads to the roll: a company can be erased, and its invoices stay.
"""

from typing import ClassVar

from django.db import models

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Subscription(models.Model):
    """What a company pays for, from when to when, and which plan is to follow."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField(unique=True)
    state = models.CharField(max_length=16)
    plan = models.CharField(max_length=40)
    next_plan = models.CharField(max_length=40, default="")
    currency = models.CharField(max_length=3)
    anchor = models.DateTimeField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    trial_ends = models.DateTimeField(null=True)
    due_since = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(name="plans_subscription_end", fields=["period_end"])]


class Usage(models.Model):
    """How much of something a company used in a month. Things keep what was counted last."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    meter = models.CharField(max_length=20)
    month = models.DateField()
    used = models.BigIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="plans_usage_once", fields=["tenant_id", "meter", "month"]
            )
        ]


class InvoiceSeries(models.Model):
    """The last number of a year. Taken last, under its lock: invoices have no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Invoice(models.Model):
    """What was asked of a company, once per period."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    tenant_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=18, decimal_places=4)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="plans_invoice_once_a_period",
                fields=["tenant_id", "kind", "period_start"],
            )
        ]


class InvoiceLine(models.Model):
    """What an amount of an invoice is for."""

    id = models.UUIDField(primary_key=True, default=new_id)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    plan = models.CharField(max_length=120)
    start = models.DateTimeField()
    end = models.DateTimeField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="plans_line_once", fields=["invoice", "position"])
        ]


class AccountEntry(models.Model):
    """One line of a company's account. The balance is their sum; above zero it is owed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="plans_entry_once", fields=["tenant_id", "kind", "reference"]
            )
        ]
