"""Orders: where they stand, and what they come to."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.numbers import NextNumber
from guildhall.orders.models.columns import money_column, rate_column
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
# What somebody has to look at before it can go on.
STUCK = Q(state__in=["placed", "confirmed"]) & (
    ~Q(holds=[]) | Q(fraud__in=["review", "denied"]) | ~Q(duplicate_of="")
)
TAGGED = ~Q(tags=[])
CUSTOMER_WORDS = SearchVector("customer_name", "customer_email", "customer_phone", config="simple")


class Order(models.Model):
    """A customer's order. Its four states move by their tables alone.

    `net`, `tax` and `total` are what it comes to now, shipping with it: what its deltas add up
    to. `placed_total` is what it came to when it was placed. `base_*` is the house's currency,
    at the rate of the day it was placed. `holds` are the reasons for which it waits, `revision`
    counts its edits.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    # Those of channels and stores are led by longer indexes; by its site none is looked for.
    channel = models.ForeignKey(
        "organization.Channel", models.PROTECT, related_name="+", db_index=False
    )
    site = models.ForeignKey("organization.Site", models.PROTECT, related_name="+", db_index=False)
    store = models.ForeignKey(
        "organization.Store", models.PROTECT, related_name="+", null=True, db_index=False
    )
    scopes = models.JSONField()
    placed_at = models.DateTimeField()
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    net = money_column()
    tax = money_column()
    total = money_column()
    units = models.DecimalField(max_digits=14, decimal_places=3)
    state = models.CharField(max_length=12, default=ORDER.start.value)
    payment_state = models.CharField(max_length=24, default=PAYMENT.start.value)
    fulfillment_state = models.CharField(max_length=24, default=FULFILLMENT.start.value)
    return_state = models.CharField(max_length=12, default=ReturnState.NONE.value)
    channel_status = models.CharField(max_length=60, default="")
    channel_reference = models.CharField(max_length=80, default="")
    customer_id = models.UUIDField(null=True)
    customer_name = models.CharField(max_length=120, default="")
    customer_email = models.CharField(max_length=254, default="")
    customer_phone = models.CharField(max_length=40, default="")
    customer_address = models.CharField(max_length=300, default="")
    placed_total = money_column(null=True)
    shipping_code = models.CharField(max_length=40, db_default="")
    shipping_name = models.CharField(max_length=120, db_default="")
    shipping_net = money_column(db_default=0)
    shipping_tax = money_column(db_default=0)
    shipping_total = money_column(db_default=0)
    shipping_tax_rate = rate_column(db_default=0)
    base_currency = models.CharField(max_length=3, db_default="")
    base_rate = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    base_day = models.DateField(null=True)
    base_source = models.CharField(max_length=40, db_default="")
    base_total = money_column(null=True)
    expires_at = models.DateTimeField(null=True)
    holds = models.JSONField(db_default=[])
    tags = models.JSONField(db_default=[])
    fraud = models.CharField(max_length=8, db_default="")
    duplicate_of = models.CharField(max_length=32, db_default="")
    revision = models.PositiveIntegerField(db_default=1)
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
            # Each way in which lists are narrowed, in the order in which they are shown: a page
            # and its count read what they show and no more, however rare it is.
            models.Index(name="orders_by_state", fields=["state", "placed_at", "id"]),
            models.Index(name="orders_by_payment", fields=["payment_state", "placed_at", "id"]),
            models.Index(
                name="orders_by_fulfillment", fields=["fulfillment_state", "placed_at", "id"]
            ),
            models.Index(name="orders_of_channel", fields=["channel", "placed_at", "id"]),
            models.Index(
                name="orders_of_store",
                fields=["store", "placed_at", "id"],
                condition=Q(store__isnull=False),
            ),
            models.Index(name="orders_stuck", fields=["placed_at", "id"], condition=STUCK),
            GinIndex(
                name="orders_tagged",
                fields=["tags"],
                opclasses=["jsonb_path_ops"],
                condition=TAGGED,
            ),
            # A tag that many orders have: the newest of them, and their count, from the index.
            models.Index(
                name="orders_tagged_newest",
                fields=["placed_at", "id"],
                include=["tags"],
                condition=TAGGED,
            ),
            models.Index(
                name="orders_reference",
                fields=["channel_reference"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(channel_reference=""),
            ),
            # Words of who bought, so that a search reads what it finds and no more.
            GinIndex(CUSTOMER_WORDS, name="orders_customer_words"),
            models.Index(
                name="orders_of_customer",
                fields=["customer_id", "placed_at", "id"],
                condition=Q(customer_id__isnull=False),
            ),
            models.Index(
                name="orders_expiry",
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False, state__in=["placed", "confirmed"]),
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


def next_number(year: int) -> NextNumber:
    return NextNumber(SERIES, prefix=f"ORD-{year}-")
