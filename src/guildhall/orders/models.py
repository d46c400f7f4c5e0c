"""Orders and their lines, priced and taxed once and for all."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.kernel.money import Money
from guildhall.kernel.numbers import NextNumber
from guildhall.orders.states import (
    FULFILLMENT,
    ORDER,
    PAYMENT,
    FulfillmentMove,
    FulfillmentState,
    OrderMove,
    OrderState,
    PaymentMove,
    PaymentState,
    ReturnState,
)
from guildhall.orders.types import version_of

SERIES = "orders_number_seq"


def money(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency is the order's."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)  # type: ignore[arg-type]


class Order(models.Model):
    """A customer's order. Its four states move by their tables alone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    channel = models.ForeignKey("organization.Channel", models.PROTECT, related_name="+")
    site = models.ForeignKey("organization.Site", models.PROTECT, related_name="+")
    store = models.ForeignKey("organization.Store", models.PROTECT, related_name="+", null=True)
    scopes = models.JSONField()
    placed_at = models.DateTimeField()
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    net = money()
    tax = money()
    total = money()
    units = models.DecimalField(max_digits=14, decimal_places=3)
    state = models.CharField(max_length=12, default=ORDER.start.value)
    payment_state = models.CharField(max_length=16, default=PAYMENT.start.value)
    fulfillment_state = models.CharField(max_length=16, default=FULFILLMENT.start.value)
    return_state = models.CharField(max_length=12, default=ReturnState.NONE.value)
    channel_status = models.CharField(max_length=60, default="")
    channel_reference = models.CharField(max_length=80, default="")
    customer_name = models.CharField(max_length=120, default="")
    customer_email = models.CharField(max_length=254, default="")
    customer_phone = models.CharField(max_length=40, default="")
    customer_address = models.CharField(max_length=300, default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="orders_page", fields=["updated_at", "id"]),
            models.Index(name="orders_newest", fields=["placed_at", "id"]),
            models.Index(
                name="orders_open",
                fields=["placed_at", "id"],
                condition=Q(state__in=["placed", "confirmed"]),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="orders_total", condition=Q(total__gte=0))
        ]

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)

    def move(self, move: OrderMove) -> None:
        self.state = ORDER.after(OrderState(self.state), move)

    def move_payment(self, move: PaymentMove) -> None:
        self.payment_state = PAYMENT.after(PaymentState(self.payment_state), move)

    def move_fulfillment(self, move: FulfillmentMove) -> None:
        state = FulfillmentState(self.fulfillment_state)
        self.fulfillment_state = FULFILLMENT.after(state, move)

    def in_currency(self, amount: object) -> Money:
        return Money(amount, self.currency)  # type: ignore[arg-type]


class OrderLine(models.Model):
    """One line, frozen when the order was placed; `price_origin` says where its price was from."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = money()
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net = money()
    tax = money()
    total = money()
    # Of a bundle: each component with its share, for lines are priced once and for all.
    parts = models.JSONField(null=True)
    price_origin = models.JSONField(null=True)

    ledger = Ledger()


def next_number(year: int) -> NextNumber:
    return NextNumber(SERIES, prefix=f"ORD-{year}-")
