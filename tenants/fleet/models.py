"""The ledger of the fleet: where each company's schema is, and what was done about it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from tenants.fleet.states import LineState, Ring, RunState


class Run(models.Model):
    """One journey of the fleet to a version."""

    id = models.UUIDField(primary_key=True, default=new_id)
    target = models.IntegerField()
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=16, default=RunState.RUNNING.value)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    most_failures = models.IntegerField()
    percent = models.IntegerField()
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    postponed = models.IntegerField(default=0)


class LedgerLine(models.Model):
    """One company's schema. The roll is the truth; lines follow it before each use.

    `run` is the last run that took it up, `shut` says that a failure has closed the company.
    """

    tenant_id = models.UUIDField(primary_key=True)
    schema = models.CharField(max_length=63, unique=True)
    shard = models.CharField(max_length=40)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=32, default="", db_default="")
    target = models.IntegerField(null=True)
    ring = models.SmallIntegerField(default=Ring.REST.value)
    status = models.CharField(max_length=16, default=LineState.READY.value, db_default="ready")
    lease_until = models.DateTimeField(null=True)
    run = models.UUIDField(null=True)
    attempts = models.IntegerField(default=0, db_default=0)
    last_error = models.TextField(default="", db_default="")
    duration_ms = models.IntegerField(null=True)
    shut = models.BooleanField(default=False, db_default=False)
    frozen_until = models.DateTimeField(null=True)
    frozen_reason = models.CharField(max_length=200, default="", db_default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fleet_line_by_ring", fields=["ring", "version", "status"])
        ]


class BackfillProgress(models.Model):
    """How far a backfill has come in a company: the last key that it has seen."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    tenant_id = models.UUIDField()
    after = models.CharField(max_length=64, default="")
    rows = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fleet_backfill_once", fields=["name", "tenant_id"])
        ]
