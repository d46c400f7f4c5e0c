"""Shares of a charge as a tree: charge, splits, legs, returns. Nothing is given out twice."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.payments.models.accounts import ProviderAccount
from guildhall.payments.models.payments import Payment, money
from guildhall.payments.states import CALL, CallMove, CallState

OPEN = Q(state__in=["waiting", "sent", "unknown", "pending"])


class Asked(models.Model):
    """Something asked of a provider: a row before it is sent, its id the key there.

    `lease` says who is at work on it until `lease_until`; `next_at` when it is due again.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    state = models.CharField(max_length=12, default=CALL.start.value)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, default="")
    vendor_code = models.CharField(max_length=80, default="")
    psp_reference = models.CharField(max_length=120, default="")
    actor = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def move(self, move: CallMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = CALL.after(CallState(self.state), move)


class SplitReceiver(Asked):
    """Who may be given shares of an account's charges, once the provider knows them.

    `sealed_name` is who they are, for the provider's eyes; gone when they are known there.
    """

    account = models.ForeignKey(
        ProviderAccount, models.PROTECT, related_name="receivers", db_index=False
    )
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    vendor_account = models.CharField(max_length=120)
    relation = models.CharField(max_length=40, default="")
    sealed_name = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_receiver_code", fields=["account", "code"]),
            models.UniqueConstraint(
                name="payments_receiver_once", fields=["account", "kind", "vendor_account"]
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="payments_receivers_due", fields=["next_at"], condition=OPEN)
        ]


class SplitTree(models.Model):
    """What of one charge was shared, came back and was refunded: sums over the rows below it.

    Whoever changes one of those rows holds this one. The constraints are the law: what is given
    out is never more than there is, whatever the order of events.
    """

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="split_tree"
    )
    charged = money()
    fee = money(db_default=0)
    # Legs that were not refused, and returns of them that were not.
    shared = money(db_default=0)
    returned = money(db_default=0)
    refunded = money(db_default=0)
    # What was refunded beyond what was left: somebody took that upon the house.
    shortfall = money(db_default=0)
    charge_reference = models.CharField(max_length=120, db_default="")
    frees_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payments_tree_positive",
                condition=Q(
                    charged__gt=0,
                    fee__gte=0,
                    shared__gte=0,
                    returned__gte=0,
                    refunded__gte=0,
                    shortfall__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="payments_tree_shared", condition=Q(charged__gte=F("shared") + F("fee"))
            ),
            models.CheckConstraint(
                name="payments_tree_returned", condition=Q(shared__gte=F("returned"))
            ),
            models.CheckConstraint(
                name="payments_tree_refunded", condition=Q(charged__gte=F("refunded"))
            ),
            models.CheckConstraint(
                name="payments_tree_kept",
                condition=Q(
                    charged__gte=F("shared") - F("returned") + F("refunded") - F("shortfall")
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="payments_trees_freeing",
                fields=["frees_at"],
                condition=Q(finished_at__isnull=True),
            )
        ]


class Split(Asked):
    """Shares asked for together. With `final`, the rest is the merchant's and none can follow."""

    tree = models.ForeignKey(SplitTree, models.PROTECT, related_name="splits", db_index=False)
    key = models.CharField(max_length=120)
    final = models.BooleanField(default=False)
    description = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_split_once", fields=["tree", "key"])
        ]
        indexes: ClassVar = [
            models.Index(name="payments_splits_due", fields=["next_at"], condition=OPEN)
        ]


class SplitLeg(models.Model):
    """One receiver's share. `returned` is what is asked back of it or came back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    split = models.ForeignKey(Split, models.PROTECT, related_name="legs", db_index=False)
    receiver = models.ForeignKey(SplitReceiver, models.PROTECT, related_name="+")
    amount = money()
    returned = money(db_default=0)
    description = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=12, default=CALL.start.value)
    psp_reference = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=40, default="")
    vendor_code = models.CharField(max_length=80, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_leg_once", fields=["split", "receiver"]),
            models.CheckConstraint(
                name="payments_leg_returned",
                condition=Q(amount__gt=0, returned__gte=0, amount__gte=F("returned")),
            ),
        ]


class SplitReturn(Asked):
    """A share that its receiver is asked to give back, or a part of it."""

    leg = models.ForeignKey(SplitLeg, models.PROTECT, related_name="returns", db_index=False)
    key = models.CharField(max_length=120)
    amount = money()
    description = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_return_once", fields=["leg", "key"]),
            models.CheckConstraint(name="payments_return_positive", condition=Q(amount__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(name="payments_returns_due", fields=["next_at"], condition=OPEN)
        ]
