"""In what a product's variants differ (options), and what else is said of it (attributes)."""

from typing import ClassVar

from django.db import models

from guildhall.catalog.models.columns import measure_column
from guildhall.catalog.models.products import Category, Product, Variant
from guildhall.kernel.ids import new_id


class Option(models.Model):
    """An axis along which a product's variants differ: its color, its size."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.CASCADE, related_name="options", db_index=False)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_option_once", fields=["product", "name"])
        ]


class OptionValue(models.Model):
    """One step along an axis: red, XL."""

    id = models.UUIDField(primary_key=True, default=new_id)
    option = models.ForeignKey(Option, models.CASCADE, related_name="values", db_index=False)
    value = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_option_value_once", fields=["option", "value"])
        ]


class VariantOption(models.Model):
    """Where a variant stands on one axis."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="chosen", db_index=False)
    option = models.ForeignKey(Option, models.CASCADE, related_name="+")
    value = models.ForeignKey(OptionValue, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_chosen_once", fields=["variant", "option"])
        ]


class Attribute(models.Model):
    """A property that products can have, of one type, so that it can be checked and filtered.

    `category` limits it to a part of the tree; `unit` is what a number is measured in.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    type = models.CharField(max_length=8)
    unit = models.CharField(max_length=12, default="")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True)
    is_required = models.BooleanField(default=False)
    of_variants = models.BooleanField(default=False)
    least = measure_column(null=True)
    most = measure_column(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)


class AttributeChoice(models.Model):
    """One of the values that an attribute of type choice can have."""

    id = models.UUIDField(primary_key=True, default=new_id)
    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="choices", db_index=False
    )
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_choice_once", fields=["attribute", "code"])
        ]


class AttributeValue(models.Model):
    """What one product, or one variant of it, has of an attribute: the column of its type."""

    id = models.UUIDField(primary_key=True, default=new_id)
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="values", db_index=False)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="values", null=True)
    text = models.CharField(max_length=500, default="")
    number = measure_column(null=True)
    flag = models.BooleanField(null=True)
    day = models.DateField(null=True)
    choice = models.ForeignKey(AttributeChoice, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_value_once",
                fields=["product", "variant", "attribute", "choice"],
                nulls_distinct=False,
            )
        ]
