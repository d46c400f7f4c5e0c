"""Products, their variants, and what they cost where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id


class Product(models.Model):
    """What is described and shown (an SPU)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(default="")
    brand = models.CharField(max_length=120, default="")
    category = models.CharField(max_length=200, default="", db_index=True)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="catalog_tax_rate", condition=Q(tax_rate__gte=0, tax_rate__lt=1)
            )
        ]


class Variant(models.Model):
    """What is priced, stocked and sold (an SKU)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    sku = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12, default="each")
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="catalog_variant_page", fields=["updated_at", "id"])
        ]


class Barcode(models.Model):
    """A code that a scanner reads. A variant may have several."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=32, unique=True)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")


class Price(models.Model):
    """The price of a variant on a channel, in one currency, per unit."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="prices", db_index=False)
    channel = models.ForeignKey("organization.Channel", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_price_once", fields=["variant", "channel", "currency"]
            ),
            models.CheckConstraint(name="catalog_price_positive", condition=Q(amount__gte=0)),
        ]


class SiteCopy(models.Model):
    """What one site says about a product instead of the common words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_index=False)
    site = models.ForeignKey("organization.Site", models.CASCADE, related_name="+")
    title = models.CharField(max_length=200, default="")
    description = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_copy_once", fields=["product", "site"])
        ]
