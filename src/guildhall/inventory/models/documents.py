"""Papers of the warehouse: what is expected and arrived, what travels, what was counted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.inventory.models.columns import cost_column, quantity_column
from guildhall.inventory.models.levels import StockLevel
from guildhall.inventory.models.lots import Lot
from guildhall.inventory.models.places import Location
from guildhall.inventory.states import (
    STOCKTAKE,
    TRANSFER,
    StocktakeMove,
    StocktakeState,
    TransferMove,
    TransferState,
)
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.kernel.numbers import NextNumber

RECEIPTS = ("inventory_receipt_seq", "RCV")
TRANSFERS = ("inventory_transfer_seq", "TRF")
STOCKTAKES = ("inventory_stocktake_seq", "CNT")


def next_number(series: tuple[str, str], year: int) -> NextNumber:
    """Return the next number of a series, such as RCV-2026-000001, as an expression."""
    sequence, prefix = series
    return NextNumber(sequence, prefix=f"{prefix}-{year}-")


class Expected(models.Model):
    """Goods that are on their way to a level; what is open of them is its `inbound`.

    `reference` is a transfer today, a purchase order one day.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, db_index=True)
    quantity = quantity_column()
    arrived = quantity_column(default=0)
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inventory_expected",
                condition=Q(quantity__gt=0, arrived__gte=0, arrived__lte=F("quantity")),
            )
        ]


class Receipt(models.Model):
    """Goods that arrived at a location, with what they cost."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    supplier = models.CharField(max_length=120, default="")
    paper = models.CharField(max_length=80, default="")
    currency = models.CharField(max_length=3, default="")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    reversed_at = models.DateTimeField(null=True)


class ReceiptLine(models.Model):
    """One line of goods that arrived."""

    id = models.UUIDField(primary_key=True, default=new_id)
    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    level = models.ForeignKey(StockLevel, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", null=True)
    quantity = quantity_column()
    unit_cost = cost_column(null=True)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_receipt_line_once", fields=["receipt", "position"]
            )
        ]


class Transfer(models.Model):
    """Goods that go from one location to another, through one that is neither."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    origin = models.ForeignKey(Location, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=TransferState.DRAFT.value)
    note = models.CharField(max_length=200, default="")
    due_on = models.DateField(null=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    def move(self, move: TransferMove) -> None:
        """Go on to what the table allows. Refuses with MoveNotAllowed."""
        self.state = TRANSFER.after(TransferState(self.state), move)


class TransferLine(models.Model):
    """One line of a transfer: asked, sent, arrived, and why the rest did not."""

    id = models.UUIDField(primary_key=True, default=new_id)
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", null=True)
    asked = quantity_column()
    sent = quantity_column(default=0)
    arrived = quantity_column(default=0)
    lost = quantity_column(default=0)
    loss_reason = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_transfer_line_once",
                fields=["transfer", "variant", "lot"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="inventory_transfer_line",
                condition=Q(
                    asked__gt=0, sent__gte=0, arrived__gte=0, lost__gte=0, sent__lte=F("asked")
                )
                & Q(sent__gte=F("arrived") + F("lost")),
            ),
        ]


class Stocktake(models.Model):
    """A count of what lies at a location, blind: who counts does not see what is expected."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=StocktakeState.COUNTING.value)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    def move(self, move: StocktakeMove) -> None:
        """Go on to what the table allows. Refuses with MoveNotAllowed."""
        self.state = STOCKTAKE.after(StocktakeState(self.state), move)


class Scan(models.Model):
    """What was counted of something at one moment; another scan of it adds to it.

    A scan is taken back by another row that names it: what counts is what nobody undid.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="scans")
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", null=True)
    quantity = quantity_column()
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=80)
    undoes = models.OneToOneField("self", models.PROTECT, related_name="undone_by", null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()


class CountedLine(models.Model):
    """What a count found, next to what the ledger said at that very moment."""

    id = models.UUIDField(primary_key=True, default=new_id)
    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", null=True)
    counted = quantity_column()
    expected = quantity_column()
    counted_at = models.DateTimeField()
    is_accepted = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="inventory_counted_once",
                fields=["stocktake", "variant", "lot"],
                nulls_distinct=False,
            )
        ]
