"""Seals over the facts of one schema, each bound to the one before it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Seal(models.Model):
    """A run of facts, sealed: all whose sequence lies beyond `after` and up to `until`.

    `prints` holds sequence and hash of each, so that a check can name the fact that differs.
    """

    number = models.BigIntegerField(primary_key=True)
    after = models.BigIntegerField()
    until = models.BigIntegerField()
    facts = models.PositiveIntegerField()
    prints = models.BinaryField()
    previous = models.BinaryField()
    digest = models.BinaryField(unique=True)
    sealed_at = models.DateTimeField()

    ledger = Ledger()


class DaySeal(models.Model):
    """Where the chain stood at the end of a day, signed with a key that no table holds open."""

    day = models.DateField(primary_key=True)
    seal = models.BigIntegerField()
    digest = models.BinaryField()
    facts = models.BigIntegerField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    ledger = Ledger()


class TrailKey(models.Model):
    """The key that signs day seals: itself sealed by the vault."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    sealed = models.TextField()
    created_at = models.DateTimeField(db_default=Now())


class TrailCheck(models.Model):
    """When the whole chain was last compared with the facts, and what was found."""

    id = models.UUIDField(primary_key=True, default=new_id)
    checked_at = models.DateTimeField()
    seal = models.BigIntegerField()
    facts = models.BigIntegerField()
    # Empty where all is well; else what is wrong first, and from which fact on.
    finding = models.CharField(max_length=40, db_default="")
    sequence = models.BigIntegerField(null=True)

    ledger = Ledger()

    class Meta:
        indexes: ClassVar = [models.Index(name="audit_check_age", fields=["checked_at"])]
