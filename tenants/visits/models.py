"""Visits and every address opened during one. In the public schema, which outlives a company's."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from tenants.models import Tenant


class Visit(models.Model):
    """One stay of one person of the public schema in one company.

    It can end early, and never be prolonged.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, default="support", db_default="support")
    operator_id = models.UUIDField()
    operator = models.CharField(max_length=120)
    comment = models.CharField(max_length=500)
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=16)
    offered_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=16, default="")
    # What the company's own trail has been told.
    start_told = models.BooleanField(default=False)
    end_told = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="visits_visit_ends", condition=Q(ends_at__gt=F("offered_at"))
            )
        ]
        indexes: ClassVar = [
            models.Index(name="visits_visit_of", fields=["tenant", "-offered_at"]),
            models.Index(
                name="visits_visit_open", fields=["ends_at"], condition=~Q(state="ended")
            ),
            models.Index(
                name="visits_visit_untold",
                fields=["id"],
                condition=Q(state="ended", end_told=False) | Q(state="running", start_told=False),
            ),
        ]


class VisitStep(models.Model):
    """An address that was opened. Written before it is answered, and never changed."""

    ledger = Ledger()

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=1000)


class VisitAccess(models.Model):
    """How far a company lets one kind of visitor in, once it has said so."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    access = models.CharField(max_length=16)
    before = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="visits_access_once", fields=["tenant", "kind"])
        ]
