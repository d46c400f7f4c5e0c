"""A payment and its history."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.payments.models.accounts import ProviderAccount
from guildhall.payments.states import Strategy


def money(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency is the payment's."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)  # type: ignore[arg-type]


class Payment(models.Model):
    """One way in which a reference is paid. It moves money; what for, it does not know.

    `amount` is what was asked for; what moved is in its events. `origin` is the address of the
    company's host that providers notify; `action` is what a customer needs to go on.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.CharField(max_length=80, db_index=True)
    method = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    amount = money(null=True)
    account = models.ForeignKey(
        ProviderAccount, models.PROTECT, related_name="payments", null=True, db_index=False
    )
    strategy = models.CharField(max_length=12, db_default=Strategy.CHARGE.value)
    way = models.CharField(max_length=20, db_default="")
    origin = models.CharField(max_length=200, db_default="")
    scopes = models.JSONField(db_default=[], default=list)
    will_split = models.BooleanField(default=False, db_default=False)
    psp_reference = models.CharField(max_length=120, db_default="")
    expires_at = models.DateTimeField(null=True)
    # When somebody was told that the authorization is about to lapse.
    warned_at = models.DateTimeField(null=True)
    action = models.JSONField(db_default={}, default=dict)

    ledger = Ledger(mutable=("psp_reference", "expires_at", "warned_at", "action"))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="payments_lapsing",
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False, warned_at__isnull=True),
            ),
            models.Index(name="payments_by_psp", fields=["psp_reference"]),
        ]


class PaymentEvent(models.Model):
    """One event. `key` makes recording it twice impossible.

    `change` is our key of what it answers, `source` how we heard of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=120)
    psp_reference = models.CharField(max_length=120)
    step = models.CharField(max_length=20)
    amount = money()
    actor = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    change = models.CharField(max_length=40, db_default="")
    source = models.CharField(max_length=12, db_default="")
    reason = models.CharField(max_length=40, db_default="")
    vendor_code = models.CharField(max_length=80, db_default="")
    fee = money(null=True)
    # The day it belongs to where it was sold; what was written before this was kept has none.
    business_date = models.DateField(null=True)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_event_once", fields=["payment", "key"]),
            # An adjustment may leave nothing, and a note is of no amount.
            models.CheckConstraint(name="payments_event_not_negative", condition=Q(amount__gte=0)),
        ]
        indexes: ClassVar = [
            # Bills name a provider's reference, and a day by the provider's clock.
            models.Index(name="payments_event_by_psp", fields=["psp_reference"]),
            models.Index(name="payments_event_when", fields=["occurred_at"]),
            models.Index(name="payments_event_day", fields=["business_date", "id"]),
        ]
