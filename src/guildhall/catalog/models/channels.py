"""Where products are sold, and what each channel calls them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.catalog.models.products import Product, Variant
from guildhall.catalog.states import LinkState
from guildhall.kernel.ids import new_id


class Listing(models.Model):
    """Whether and from when a product is sold on a channel; without one its price decides."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.CASCADE, related_name="listings", db_index=False)
    channel = models.ForeignKey("organization.Channel", models.CASCADE, related_name="+")
    is_published = models.BooleanField(default=True)
    published_from = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_listing_once", fields=["product", "channel"])
        ]


class ChannelSku(models.Model):
    """What a channel (or one of its storefronts) calls a variant, for a time.

    A link that a person took away stays away: a sync never makes it again.
    No two links of one external SKU overlap: an exclusion constraint of the database.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="channel_skus")
    channel = models.ForeignKey(
        "organization.Channel", models.CASCADE, related_name="+", db_index=False
    )
    storefront = models.CharField(max_length=80, default="")
    external_sku = models.CharField(max_length=120)
    external_product_id = models.CharField(max_length=120, default="")
    external_variant_id = models.CharField(max_length=120, default="")
    title = models.CharField(max_length=200, db_default="")
    state = models.CharField(max_length=10, default=LinkState.LINKED.value)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    linked_by = models.CharField(max_length=80)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="catalog_link_window",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="catalog_link_lookup", fields=["channel", "external_sku"]),
            models.Index(name="catalog_link_page", fields=["channel", "updated_at", "id"]),
        ]


class UnmatchedSku(models.Model):
    """A channel's SKU that nobody has mapped yet: how often it was met, and what it was called."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(
        "organization.Channel", models.CASCADE, related_name="+", db_index=False
    )
    storefront = models.CharField(max_length=80, default="")
    external_sku = models.CharField(max_length=120)
    title = models.CharField(max_length=200, default="")
    barcode = models.CharField(max_length=40, db_default="")
    external_product_id = models.CharField(max_length=120, db_default="")
    external_variant_id = models.CharField(max_length=120, db_default="")
    times = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ignored_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_unmatched_once", fields=["channel", "storefront", "external_sku"]
            )
        ]
