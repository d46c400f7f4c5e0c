"""Calls to providers, each a row before it is made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.payments.models.payments import Payment, money
from guildhall.payments.models.refunds import GrantedRefund
from guildhall.payments.states import CALL, CallMove, CallState


class PaymentCall(models.Model):
    """Something asked of a provider. `id` as hex is its key there, however often it is sent.

    `command` is whose call it is within the payment: asked for twice, it is made once. `lease`
    says who is at work on it, until `lease_until`; `next_at` when it is due again. `asked` is
    what a beginning needs besides the payment, and `sealed_means` the customer's means: gone
    when the call is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="calls", db_index=False)
    command = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=CALL.start.value)
    amount = money()
    final = models.BooleanField(default=False)
    grant = models.ForeignKey(
        GrantedRefund, models.PROTECT, related_name="calls", null=True, db_index=False
    )
    note = models.CharField(max_length=200, default="")
    asked = models.JSONField(default=dict)
    sealed_means = models.TextField(default="")
    actor = models.CharField(max_length=80)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, default="")
    vendor_code = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_call_once", fields=["payment", "command"])
        ]
        indexes: ClassVar = [
            models.Index(
                name="payments_calls_due",
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sent", "unknown", "pending"]),
            ),
            models.Index(
                name="payments_calls_of_grant", fields=["grant"], condition=Q(grant__isnull=False)
            ),
        ]

    def move(self, move: CallMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = CALL.after(CallState(self.state), move)
