"""What is known about archives in the public schema. Their contents lie in object storage."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from tenants.archives.states import OPEN, UNDER_WAY, ArchiveState, ErasureState, RestorationState


class DataKey(models.Model):
    """The key of one company's archives, wrapped by a master key. Empty once destroyed."""

    tenant_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)


class Archive(models.Model):
    """One export. `done` of `total` tables are in it, `rows` and `bytes` so far."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=ArchiveState.ASKED.value)
    schema_version = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(name="archives_of_tenant", fields=["tenant_id", "created_at"])
        ]


class Restoration(models.Model):
    """A schema built from an archive, and the names that it and the live one change."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    archive_id = models.UUIDField()
    purpose = models.CharField(max_length=8)
    state = models.CharField(max_length=16, default=RestorationState.ASKED.value)
    shard = models.CharField(max_length=40)
    # What is built is called `incoming`; what it takes the place of is kept as `outgoing`.
    incoming = models.CharField(max_length=63, unique=True)
    outgoing = models.CharField(max_length=63, unique=True)
    asked_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    swapped_at = models.DateTimeField(null=True)
    keeps_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="archives_one_restoration",
                fields=["tenant_id"],
                condition=Q(state__in=sorted(UNDER_WAY)),
            )
        ]


class Erasure(models.Model):
    """A request to erase and its receipt: it outlives the company and names nobody in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    slug = models.CharField(max_length=40)
    schema = models.CharField(max_length=63)
    shard = models.CharField(max_length=40)
    state = models.CharField(max_length=16, default=ErasureState.ASKED.value)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    final_export = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="archives_one_erasure",
                fields=["tenant_id"],
                condition=Q(state__in=sorted(OPEN)),
            )
        ]
