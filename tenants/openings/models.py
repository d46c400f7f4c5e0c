"""Openings, their steps and mails, and how often strangers have knocked. All in `public`."""

from typing import ClassVar

from django.db import models

from guildhall.kernel.ids import new_id
from tenants.openings.states import HOLDING, LIFE, OpeningMove, OpeningState


class Opening(models.Model):
    """A company on its way. `email` and `person` are emptied when they are needed no more."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.CharField(max_length=40)
    host = models.CharField(max_length=253)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    person = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    plan = models.CharField(max_length=40)
    group = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=16)
    # Of the form: a second click finds the first one's row.
    token = models.CharField(max_length=64, unique=True)
    # Part of the invitation's secret, which follows from it and from the server's key.
    nonce = models.CharField(max_length=32)
    state = models.CharField(max_length=16, default=LIFE.start.value)
    tenant_id = models.UUIDField(null=True)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="openings_one_holds_a_name",
                fields=["slug"],
                condition=models.Q(state__in=[state.value for state in HOLDING]),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="openings_state", fields=["state", "next_try_at"]),
            models.Index(name="openings_email", fields=["email"]),
        ]

    def move(self, move: OpeningMove) -> None:
        self.state = LIFE.after(OpeningState(self.state), move)


class OpeningStep(models.Model):
    """One step of one opening, and how often it was tried."""

    id = models.UUIDField(primary_key=True, default=new_id)
    opening = models.ForeignKey(Opening, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=16)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=80, default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="openings_step_once", fields=["opening", "step"])
        ]


class OpeningMail(models.Model):
    """A mail that is owed. Sent from a job; its id makes the Message-ID."""

    id = models.UUIDField(primary_key=True, default=new_id)
    opening = models.ForeignKey(Opening, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=16)
    wanted_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="openings_mail_owed",
                fields=["next_try_at"],
                condition=models.Q(sent_at__isnull=True),
            )
        ]


class Knocks(models.Model):
    """How often one stranger did one thing in one window, for when Redis cannot say."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)
