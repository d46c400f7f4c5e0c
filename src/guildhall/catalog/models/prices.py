"""What variants cost whom, when and why; and the taxes on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.catalog.models.columns import amount_column, measure_column, rate_column
from guildhall.catalog.models.products import Variant
from guildhall.catalog.states import PriceSource, ProposalState
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


class TaxClass(models.Model):
    """How goods are taxed: standard, reduced, zero."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)


class TaxRate(models.Model):
    """The rate of a tax class in a region, from a day on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tax_class = models.ForeignKey(TaxClass, models.CASCADE, related_name="rates", db_index=False)
    region = models.CharField(max_length=12)
    rate = rate_column()
    valid_from = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_rate_once", fields=["tax_class", "region", "valid_from"]
            ),
            models.CheckConstraint(name="catalog_rate", condition=Q(rate__gte=0, rate__lt=1)),
        ]


class PriceList(models.Model):
    """Prices of one channel in one currency, for everybody or one group of customers.

    Where several lists have a price at a moment, the highest `priority` is taken.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    channel = models.ForeignKey("organization.Channel", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    customer_group = models.CharField(max_length=40, default="")
    priority = models.SmallIntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())


class Price(models.Model):
    """The price of a variant on a channel, in one currency, per unit, from a moment on.

    The newest one counts; `valid_to` is when it was taken off and none followed. It says where
    it came from: by hand, from a file, from a strategy (and at which cost).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="prices", db_index=False)
    channel = models.ForeignKey("organization.Channel", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount = amount_column()
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices", null=True)
    min_quantity = measure_column(db_default=0)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    source = models.CharField(max_length=10, db_default=PriceSource.MANUAL.value)
    source_reference = models.CharField(max_length=80, db_default="")
    cost = amount_column(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_price_at_once",
                fields=[
                    "variant",
                    "channel",
                    "currency",
                    "price_list",
                    "min_quantity",
                    "valid_from",
                ],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="catalog_price_positive", condition=Q(amount__gte=0)),
        ]


class VariantCost(models.Model):
    """What a variant costs us, per base unit, as stock values it; prices are made from it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="costs", db_index=False)
    basis = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    amount = amount_column()
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_cost_once", fields=["variant", "basis"]),
            models.CheckConstraint(name="catalog_cost_positive", condition=Q(amount__gte=0)),
        ]


class ExchangeRate(models.Model):
    """How much of `quote` one unit of `base` was worth on a day, and who says so."""

    id = models.UUIDField(primary_key=True, default=new_id)
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.CharField(max_length=40)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_exchange_once", fields=["base", "quote", "day", "source"]
            ),
            models.CheckConstraint(name="catalog_exchange_positive", condition=Q(rate__gt=0)),
        ]


class PriceStrategy(models.Model):
    """How a company makes prices from costs: its own steps, a margin floor, a rounding.

    `steps` is a list of typed steps (catalog.rules.strategies); `about` says for which goods.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10)
    steps = models.JSONField()
    about = models.JSONField(default=dict)
    margin_floor = rate_column(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())


class PriceProposal(models.Model):
    """A batch of new prices that a strategy, a file or a person proposes for a list.

    `largest_change` and `deepest_margin` (points below the floor) are of a hundred; `faults`
    counts by code what could not be priced. `left_out` are those that somebody had changed
    by the time it was applied.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10)
    source_reference = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=10, default=ProposalState.OPEN.value)
    valid_from = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    below_floor = models.PositiveIntegerField(default=0)
    largest_change = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    deepest_margin = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    faults = models.JSONField(null=True)
    left_out = models.PositiveIntegerField(db_default=0)
    approval = models.UUIDField(null=True)
    proposed_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)


class ProposedPrice(models.Model):
    """One line of a proposal: what it was, what it would be, and what it costs us."""

    id = models.UUIDField(primary_key=True, default=new_id)
    proposal = models.ForeignKey(
        PriceProposal, models.CASCADE, related_name="prices", db_index=False
    )
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    min_quantity = measure_column(default=0)
    before = amount_column(null=True)
    after = amount_column()
    cost = amount_column(null=True)
    margin = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    is_below_floor = models.BooleanField(default=False)

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_proposed_once", fields=["proposal", "variant", "min_quantity"]
            )
        ]
