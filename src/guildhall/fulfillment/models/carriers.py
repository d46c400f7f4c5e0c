"""Accounts with carriers, what they are asked, and what they send."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.fulfillment.states import CALL, CallMove, CallState, NoticeState
from guildhall.kernel.ids import new_id

ACCOUNT_SECRETS = "carrier-account"
CALL_DETAILS = "carrier-call"


class CarrierAccount(models.Model):
    """An account with a vendor that carries or follows parcels. Its secrets are sealed JSON."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    vendor = models.CharField(max_length=20)
    live = models.BooleanField(db_default=False)
    settings = models.JSONField(default=dict)
    sealed_secrets = models.TextField(db_default="")
    is_active = models.BooleanField(db_default=True)
    updated_at = models.DateTimeField(db_default=Now())


class CarrierCall(models.Model):
    """What a carrier is asked, written before it is asked; its id is the key.

    `sealed_details` is the address it needs, blanked once it was answered.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(CarrierAccount, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    parcel = models.ForeignKey("fulfillment.Parcel", models.PROTECT, related_name="calls")
    tracking = models.ForeignKey(
        "fulfillment.Tracking", models.PROTECT, related_name="+", null=True, db_index=False
    )
    state = models.CharField(max_length=12, default=CALL.start.value)
    sealed_details = models.TextField(db_default="")
    vendor_reference = models.CharField(max_length=120, db_default="")
    # Which offer is bought, written before it is: by it a label is found that nobody heard of.
    rate = models.CharField(max_length=120, db_default="")
    reason = models.CharField(max_length=30, db_default="")
    vendor_code = models.CharField(max_length=120, db_default="")
    attempts = models.PositiveSmallIntegerField(db_default=0)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="fulfillment_call_due",
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sent", "unknown"]),
            )
        ]
        constraints: ClassVar = [
            # One label at a time: what may have been bought is not bought again.
            models.UniqueConstraint(
                name="fulfillment_one_call_of_kind",
                fields=["parcel", "kind"],
                condition=Q(state__in=["waiting", "sent", "unknown"], tracking__isnull=True),
            ),
            models.UniqueConstraint(
                name="fulfillment_one_call_of_tracking",
                fields=["tracking", "kind"],
                condition=Q(state__in=["waiting", "sent", "unknown"]),
            ),
        ]

    def move(self, move: CallMove) -> None:
        self.state = CALL.after(CallState(self.state), move)


class CarrierNotice(models.Model):
    """A notification as it came, verified; read by a job. The same one again is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(CarrierAccount, models.PROTECT, related_name="+", db_index=False)
    event_key = models.CharField(max_length=160)
    body = models.TextField()
    headers = models.JSONField()
    state = models.CharField(max_length=12, default=NoticeState.RECEIVED.value)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fulfillment_notice_once", fields=["account", "event_key"]
            )
        ]
        indexes: ClassVar = [
            models.Index(
                name="fulfillment_notice_due",
                fields=["received_at"],
                condition=Q(state="received"),
            )
        ]
