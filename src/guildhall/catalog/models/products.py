"""What is described (products), what carries an SKU (variants), and what a scanner reads."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.catalog.models.columns import measure_column
from guildhall.catalog.states import Packaging, ProductKind, Tracking
from guildhall.kernel.ids import new_id


class Category(models.Model):
    """A place in the tree of goods. `path` names all places from the root: "/food/fruit/"."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, related_name="children", null=True)
    path = models.CharField(max_length=700, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())


class Product(models.Model):
    """What is described and shown (an SPU). Archived ones are kept: orders name them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(default="")
    brand = models.CharField(max_length=120, default="")
    place = models.ForeignKey(Category, models.PROTECT, related_name="products", null=True)
    kind = models.CharField(max_length=8, db_default=ProductKind.GOODS.value)
    tax_class = models.ForeignKey("catalog.TaxClass", models.PROTECT, related_name="+", null=True)
    is_active = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="catalog_product_page", fields=["updated_at", "id"])
        ]


class Variant(models.Model):
    """What is priced, stocked and sold (an SKU), counted in its base unit.

    `combination` is the ids of its option values, sorted: one of a kind within a product.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    sku = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12, default="each")
    combination = models.CharField(max_length=200, db_default="")
    position = models.PositiveSmallIntegerField(db_default=0)
    tracking = models.CharField(max_length=8, db_default=Tracking.NONE.value)
    weight_grams = models.PositiveIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_one_of_a_kind",
                fields=["product", "combination"],
                condition=~Q(combination="") & Q(archived_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="catalog_variant_page", fields=["updated_at", "id"])
        ]


class Barcode(models.Model):
    """A code that a scanner reads: one unit, or a package of `factor` base units."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=32, unique=True)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="barcodes")
    packaging = models.CharField(max_length=8, db_default=Packaging.UNIT.value)
    factor = measure_column(db_default=1)
    is_legacy = models.BooleanField(db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="catalog_barcode_factor", condition=Q(factor__gt=0))
        ]


class VariantUnit(models.Model):
    """Another unit in which a variant is bought or sold: one of it is `factor` base units."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="units", db_index=False)
    unit = models.CharField(max_length=12)
    factor = measure_column()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_unit_once", fields=["variant", "unit"]),
            models.CheckConstraint(name="catalog_unit_factor", condition=Q(factor__gt=0)),
        ]


class BundlePart(models.Model):
    """How much of a component one bundle holds, and its weight in sharing the revenue."""

    id = models.UUIDField(primary_key=True, default=new_id)
    bundle = models.ForeignKey(Variant, models.CASCADE, related_name="parts", db_index=False)
    component = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    quantity = measure_column()
    weight = measure_column(db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_part_once", fields=["bundle", "component"]),
            models.CheckConstraint(name="catalog_part_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="catalog_part_weight", condition=Q(weight__gte=0)),
        ]
