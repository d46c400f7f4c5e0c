"""What the kernel keeps in every schema: facts, what was done about them, idempotency keys."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Fact(models.Model):
    """One thing that happened. This table is the outbox: nothing else has to be written."""

    sequence = models.BigAutoField(primary_key=True)
    fact_id = models.UUIDField(unique=True)
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=80)
    request_id = models.UUIDField()
    # Through which app or visit they acted, in which session (a short hash of its key), from
    # where (concealed, kernel.personal); empty for our own work.
    actor_via = models.CharField(max_length=80, db_default="")
    session = models.CharField(max_length=40, db_default="")
    address = models.CharField(max_length=200, db_default="")
    reason = models.CharField(max_length=200, db_default="")
    # {"field": [before, after]} of what an edit changed
    changes = models.JSONField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, db_default="")

    ledger = Ledger(mutable=("lease_until", "attempts", "delivered_at", "last_error"))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="kernel_fact_undelivered",
                fields=["sequence"],
                condition=Q(delivered_at__isnull=True),
            ),
            models.Index(name="kernel_fact_subject", fields=["subject", "sequence"]),
        ]


class PersonalKey(models.Model):
    """The key under which one person's values in facts lie: sealed, and gone once erased."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.CharField(max_length=120, unique=True)
    sealed = models.TextField()
    created_at = models.DateTimeField(db_default=Now())


class DeliveryDone(models.Model):
    """A reaction to a fact that took effect in this schema, written with the effect.

    `refusal` is the code of the expected no that took the effect's place, if one did.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    fact = models.UUIDField()
    reaction = models.CharField(max_length=120)
    refusal = models.CharField(max_length=80, default="")
    done_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()

    class Meta:
        db_table = "kernel_delivery_done"
        constraints: ClassVar = [
            models.UniqueConstraint(name="kernel_delivery_once", fields=["fact", "reaction"])
        ]


class IdempotencyKey(models.Model):
    """A key that a caller sent, and the answer that it got, committed with the effect."""

    id = models.UUIDField(primary_key=True, default=new_id)
    principal = models.CharField(max_length=80)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    body_hash = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="kernel_idempotency_once", fields=["principal", "method", "path", "key"]
            )
        ]
        indexes: ClassVar = [models.Index(name="kernel_idempotency_age", fields=["created_at"])]
