"""Parcels, what is in them, under which numbers they travel and what was heard of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.fulfillment.models.carriers import CarrierAccount
from guildhall.fulfillment.models.columns import quantity_column
from guildhall.fulfillment.models.work import FulfillmentLine, FulfillmentOrder
from guildhall.fulfillment.states import PARCEL, ParcelMove, ParcelState, Tracked
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class Parcel(models.Model):
    """A box that leaves. `state` is what we did, `tracked` what its carrier says.

    `announced` are the states of which its customer was to hear: each once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    work = models.ForeignKey(FulfillmentOrder, models.PROTECT, related_name="parcels")
    account = models.ForeignKey(
        CarrierAccount, models.PROTECT, related_name="+", null=True, db_index=False
    )
    carrier = models.CharField(max_length=60, db_default="")
    service = models.CharField(max_length=60, db_default="")
    weight_grams = models.PositiveIntegerField(null=True)
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, default=PARCEL.start.value)
    tracked = models.CharField(max_length=20, default=Tracked.UNKNOWN.value)
    announced = models.JSONField(default=list)
    label_file = models.CharField(max_length=200, db_default="")
    label_reference = models.CharField(max_length=120, db_default="")
    label_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    label_currency = models.CharField(max_length=3, db_default="")
    made_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    late_since = models.DateTimeField(null=True)
    stuck_since = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fulfillment_parcel_page", fields=["updated_at", "id"]),
            models.Index(
                name="fulfillment_parcel_away",
                fields=["shipped_at", "id"],
                condition=Q(state=ParcelState.SHIPPED.value, delivered_at__isnull=True),
            ),
        ]

    def move(self, move: ParcelMove) -> None:
        self.state = PARCEL.after(ParcelState(self.state), move)


class ParcelLine(models.Model):
    """How much of a line is in a parcel."""

    id = models.UUIDField(primary_key=True, default=new_id)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(FulfillmentLine, models.PROTECT, related_name="+")
    quantity = quantity_column()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fulfillment_parcel_line_once", fields=["parcel", "line"]
            ),
            models.CheckConstraint(name="fulfillment_in_parcel", condition=Q(quantity__gt=0)),
        ]


class Tracking(models.Model):
    """A number under which a parcel travels; a parcel that changes hands has several."""

    id = models.UUIDField(primary_key=True, default=new_id)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="trackings")
    carrier = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    url = models.CharField(max_length=500, db_default="")
    # The vendor's own id of it, once it was told to follow it.
    vendor_reference = models.CharField(max_length=120, db_default="")
    registered_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    # Its label was given back: nothing travels under it.
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fulfillment_tracking_once", fields=["carrier", "number"])
        ]
        indexes: ClassVar = [models.Index(name="fulfillment_tracking_no", fields=["number"])]


class ShipmentEvent(models.Model):
    """One thing that a carrier said, or somebody here; `key` makes hearing it twice impossible."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tracking = models.ForeignKey(Tracking, models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=160)
    state = models.CharField(max_length=20)
    raw = models.CharField(max_length=80, db_default="")
    message = models.CharField(max_length=300, db_default="")
    place = models.CharField(max_length=120, db_default="")
    occurred_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    ledger = Ledger(mutable=("message", "place"))  # blanked for whoever is forgotten

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fulfillment_heard_once", fields=["tracking", "key"])
        ]


class DeliveryRule(models.Model):
    """After how many days a parcel of a carrier is late, or stuck. Empty is any."""

    id = models.UUIDField(primary_key=True, default=new_id)
    carrier = models.CharField(max_length=60, db_default="")
    service = models.CharField(max_length=60, db_default="")
    late_after_days = models.PositiveSmallIntegerField()
    stuck_after_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fulfillment_rule_once", fields=["carrier", "service"])
        ]
