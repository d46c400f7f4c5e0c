"""The public schema's roll: who owns whom, and which host leads where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import TenantState
from tenants.states import HELD, DomainKind, DomainState, SchemaState


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
    features = models.JSONField(default=dict)
    price = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    currency = models.CharField(max_length=3, default="USD")
    months = models.PositiveSmallIntegerField(default=1)
    is_public = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="tenants_plan_price", condition=models.Q(price__gte=0)),
            models.CheckConstraint(name="tenants_plan_months", condition=models.Q(months__gte=1)),
        ]


class Tenant(models.Model):
    """A company with a schema of its own. `schema` never changes; the slug is only a label."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    schema = models.CharField(max_length=63, unique=True)
    shard = models.CharField(max_length=40, default="default")
    state = models.CharField(max_length=16, default=TenantState.PROVISIONING.value)
    state_reason = models.CharField(max_length=300, default="", db_default="")
    state_since = models.DateTimeField(db_default=Now())
    # Where a pause (a move, a quarantine) leads back to.
    paused_in = models.CharField(max_length=16, default="", db_default="")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    schema_version = models.IntegerField()
    created_at = models.DateTimeField(db_default=Now())
    # A projection for the directory: what the plan allows, and what was last noted as used.
    allowance = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))


class TenantFigures(models.Model):
    """How large a company is and when it last did something, counted now and then by a job."""

    tenant = models.OneToOneField(Tenant, models.CASCADE, primary_key=True, related_name="figures")
    size_bytes = models.BigIntegerField()
    last_activity = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()


class SchemaVersion(models.Model):
    """A version that some release has brought: what older releases cannot know by themselves.

    Code older than `floor` cannot work on a schema of this version.
    """

    number = models.IntegerField(primary_key=True)
    digest = models.CharField(max_length=16)
    floor = models.IntegerField()


class PoolSchema(models.Model):
    """A schema made ahead. Its id is that of the tenant to come, whose name it bears already."""

    id = models.UUIDField(primary_key=True, default=new_id)
    schema = models.CharField(max_length=63, unique=True)
    shard = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=SchemaState.BUILDING.value)
    reserved_for = models.CharField(max_length=40, default="")
    made_at = models.DateTimeField(db_default=Now())


class Domain(models.Model):
    """A host name that leads to a tenant once it is active.

    Several companies may claim a host; only one of them can prove that it holds it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    host = models.CharField(max_length=253)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    kind = models.CharField(
        max_length=16, default=DomainKind.PLATFORM.value, db_default=DomainKind.PLATFORM.value
    )
    state = models.CharField(
        max_length=16, default=DomainState.ACTIVE.value, db_default=DomainState.ACTIVE.value
    )
    is_primary = models.BooleanField(default=True)
    # Whether pages asked of this host are sent on to the primary one.
    redirects = models.BooleanField(default=True, db_default=True)
    token = models.CharField(max_length=64, default="", db_default="")
    problem = models.CharField(max_length=40, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())
    verified_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="tenants_domain_once", fields=["tenant", "host"]),
            models.UniqueConstraint(
                name="tenants_domain_held", fields=["host"], condition=Q(state__in=sorted(HELD))
            ),
            models.UniqueConstraint(
                name="tenants_domain_primary", fields=["tenant"], condition=Q(is_primary=True)
            ),
        ]
