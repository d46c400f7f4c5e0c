"""Mails to customers: a brand's own words, and how far each mail has come. No address in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.notifications.states import DELIVERY, DeliveryMove, DeliveryState


class MailWording(models.Model):
    """What a brand says instead of our words, in one language. Empty fields leave ours."""

    id = models.UUIDField(primary_key=True, default=new_id)
    brand = models.CharField(max_length=40)
    kind = models.CharField(max_length=24)
    locale = models.CharField(max_length=20)
    subject = models.CharField(max_length=160, default="")
    greeting = models.CharField(max_length=200, default="")
    body = models.TextField(default="")
    closing = models.CharField(max_length=400, default="")
    is_sent = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="notifications_wording_once", fields=["brand", "kind", "locale"]
            )
        ]


class BrandLook(models.Model):
    """How a brand's mails look and who sends them. Empty fields leave what the house has."""

    brand = models.CharField(max_length=40, primary_key=True)
    sender_name = models.CharField(max_length=80, default="")
    sender_address = models.CharField(max_length=254, default="")
    reply_to = models.CharField(max_length=254, default="")
    color = models.CharField(max_length=7, default="")
    footer = models.CharField(max_length=400, default="")
    updated_at = models.DateTimeField(db_default=Now())


class Delivery(models.Model):
    """One mail about one thing that happened. Whom it goes to is asked when it is sent."""

    id = models.UUIDField(primary_key=True, default=new_id)
    # What happened: the fact that asks for the mail, so that it is asked for once.
    cause = models.UUIDField()
    kind = models.CharField(max_length=24)
    reference = models.CharField(max_length=32)
    brand = models.CharField(max_length=40)
    locale = models.CharField(max_length=20)
    told = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=DELIVERY.start.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=80, default="")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="notifications_once", fields=["cause", "kind"])
        ]
        indexes: ClassVar = [
            models.Index(name="notifications_newest", fields=["asked_at", "id"]),
            models.Index(name="notifications_of", fields=["reference", "asked_at"]),
            models.Index(
                name="notifications_due",
                fields=["next_try_at"],
                condition=Q(state="waiting"),
            ),
        ]

    def move(self, move: DeliveryMove) -> None:
        self.state = DELIVERY.after(DeliveryState(self.state), move)
