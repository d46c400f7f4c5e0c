"""The public schema's roll: who owns whom, and which host leads where."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import TenantState


class Group(models.Model):
    """An owner of several tenants."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)


class Unit(models.Model):
    """A node of a group's tree: province, city, ... Tenants belong to a unit."""

    id = models.UUIDField(primary_key=True, default=new_id)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="tenants_unit_code", fields=["group", "code"])
        ]


class Plan(models.Model):
    """What a tenant may use."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    limits = models.JSONField(default=dict)


class Tenant(models.Model):
    """A company with a schema of its own. `schema` never changes; the slug is only a label."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    schema = models.CharField(max_length=63, unique=True)
    shard = models.CharField(max_length=40, default="default")
    state = models.CharField(max_length=16, default=TenantState.PROVISIONING.value)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    schema_version = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())


class Domain(models.Model):
    """A host name that leads to a tenant."""

    id = models.UUIDField(primary_key=True, default=new_id)
    host = models.CharField(max_length=253, unique=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    is_primary = models.BooleanField(default=True)
