"""Moves of companies between databases, kept in the public schema."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.ids import new_id
from tenants.models import Tenant
from tenants.moves.states import MOVE, UNDER_WAY, MoveState, MoveStep


class Move(models.Model):
    """One journey of one company. Whoever finds it half-way can go on from its state."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    state = models.CharField(max_length=16, default=MOVE.start.value)
    schema_version = models.PositiveIntegerField()
    tables = models.PositiveIntegerField(db_default=0, default=0)
    tables_done = models.PositiveIntegerField(db_default=0, default=0)
    rows = models.BigIntegerField(db_default=0, default=0)
    copy_ms = models.BigIntegerField(db_default=0, default=0)
    freezes = models.PositiveIntegerField(db_default=0, default=0)
    freeze_ms = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=300, db_default="", default="")
    # What the roll said of the company before it was put at rest for the flip.
    reason_before = models.CharField(max_length=300, db_default="", default="")
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="moves_one_at_a_time",
                fields=["tenant"],
                condition=Q(state__in=sorted(each.value for each in UNDER_WAY)),
            )
        ]

    def move(self, step: MoveStep) -> None:
        self.state = MOVE.after(MoveState(self.state), step)

    @property
    def name(self) -> str:
        """What its publication, slot and subscription are called."""
        return f"guildhall_move_{self.id.hex}"
