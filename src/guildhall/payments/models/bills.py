"""Bills of providers by account and day, their lines, and what differs from our own books."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.payments.states import BILL, ITEM, BillMove, BillState, ItemMove, ItemState


def money(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency stands beside it."""
    return models.DecimalField(max_digits=18, decimal_places=4, **options)  # type: ignore[arg-type]


class BillPlan(models.Model):
    """When an account's bill of a day is there, by whose clock, and whose differences are."""

    account = models.OneToOneField(
        "payments.ProviderAccount", models.PROTECT, related_name="bill_plan", primary_key=True
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    ready_at = models.TimeField(default=time(10))
    since = models.DateField()
    owner_id = models.UUIDField(null=True)
    enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())


class Bill(models.Model):
    """A day's bill as it was last fetched; another version replaces the lines.

    `counts` are lines and transactions by verdict, `sums` amounts and fees by kind and currency.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(
        "payments.ProviderAccount", models.PROTECT, related_name="bills", db_index=False
    )
    day = models.DateField()
    state = models.CharField(max_length=12, default=BILL.start.value)
    version = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    lines = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    sums = models.JSONField(default=list)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, default="")
    fetched_at = models.DateTimeField(null=True)
    matched_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_bill_once", fields=["account", "day"]),
            models.CheckConstraint(
                name="payments_bill_has_length", condition=Q(closes_at__gt=F("opens_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="payments_bills_newest", fields=["day", "id"]),
            models.Index(
                name="payments_bills_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            ),
        ]

    def move(self, move: BillMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = BILL.after(BillState(self.state), move)


class BilledLine(models.Model):
    """A line as the bill has it, and the event of ours that it is about, if there is one.

    What a transaction cost, what was left of it and in which batch it was paid out stands here.
    Written by COPY and by statements over whole bills: docs/decisions/0044.
    """

    id = models.BigAutoField(primary_key=True)
    bill = models.ForeignKey(Bill, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    psp_reference = models.CharField(max_length=120)
    amount = money()
    currency = models.CharField(max_length=3)
    fee = money()
    fee_currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    batch = models.CharField(max_length=120)
    # What reached or left our balance, in its money, where the vendor tells it.
    net = money(null=True)
    net_currency = models.CharField(max_length=3, db_default="")
    verdict = models.CharField(max_length=16)
    event_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_line_once", fields=["bill", "position"])
        ]
        indexes: ClassVar = [
            models.Index(name="payments_line_by_psp", fields=["psp_reference", "kind"]),
            models.Index(
                name="payments_line_of_event",
                fields=["event_id"],
                condition=Q(event_id__isnull=False),
            ),
            models.Index(
                name="payments_line_odd",
                fields=["bill", "verdict", "position"],
                condition=~Q(verdict="matched"),
            ),
        ]


class WorkItem(models.Model):
    """A difference between a bill and our books, until somebody knows why.

    `subject` makes it one item however often the bill is matched.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="items", db_index=False)
    subject = models.CharField(max_length=160)
    kind = models.CharField(max_length=16)
    line_kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64, default="")
    psp_reference = models.CharField(max_length=120, default="")
    reference = models.CharField(max_length=80, default="")
    event_id = models.UUIDField(null=True)
    ours_amount = money(null=True)
    ours_currency = models.CharField(max_length=3, default="")
    ours_fee = money(null=True)
    ours_at = models.DateTimeField(null=True)
    theirs_amount = money(null=True)
    theirs_currency = models.CharField(max_length=3, default="")
    theirs_fee = money(null=True)
    theirs_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default=ITEM.start.value)
    owner_id = models.UUIDField(null=True)
    solution = models.CharField(max_length=24, default="")
    solved_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_item_once", fields=["bill", "subject"])
        ]
        indexes: ClassVar = [
            models.Index(name="payments_items_newest", fields=["found_at", "id"]),
            models.Index(
                name="payments_items_open",
                fields=["found_at", "id"],
                condition=~Q(state="solved"),
            ),
        ]

    def move(self, move: ItemMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = ITEM.after(ItemState(self.state), move)


class ItemNote(models.Model):
    """One entry of an item's history."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="notes")
    what = models.CharField(max_length=16)
    detail = models.CharField(max_length=500, default="")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    ledger = Ledger()
