"""What is shown of a product: words by site and language, pictures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.catalog.models.products import Product, Variant
from guildhall.catalog.states import MediaState
from guildhall.kernel.ids import new_id


class SiteCopy(models.Model):
    """What one site, one language, or one language of one site says instead of the common words.

    The most particular is taken, field by field: site and language, site, language, the product.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_index=False)
    site = models.ForeignKey("organization.Site", models.CASCADE, related_name="+", null=True)
    locale = models.CharField(max_length=20, db_default="")
    title = models.CharField(max_length=200, default="")
    description = models.TextField(default="")
    slug = models.CharField(max_length=200, db_default="")
    seo_title = models.CharField(max_length=200, db_default="")
    seo_description = models.CharField(max_length=400, db_default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_copy_by_locale",
                fields=["product", "site", "locale"],
                nulls_distinct=False,
            )
        ]


class Media(models.Model):
    """A picture of a product, or of one variant of it, and its smaller sizes.

    `sizes` has how many bytes the file of each width has; `digest` is the original's SHA-256.
    The row of a removed one stays until its files are gone, too.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, models.CASCADE, related_name="media", db_index=False)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="media", null=True)
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sizes = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=MediaState.NEW.value)
    tries = models.PositiveSmallIntegerField(db_default=0)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="catalog_picture_once",
                fields=["product", "digest"],
                condition=Q(removed_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="catalog_media_of_product", fields=["product", "position"]),
            models.Index(
                name="catalog_media_undone",
                fields=["created_at"],
                condition=Q(state=MediaState.NEW.value) | Q(removed_at__isnull=False),
            ),
        ]


class MediaText(models.Model):
    """What a picture shows, for those who do not see it, in one language."""

    id = models.UUIDField(primary_key=True, default=new_id)
    media = models.ForeignKey(Media, models.CASCADE, related_name="texts", db_index=False)
    locale = models.CharField(max_length=20, default="")
    alt = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_alt_once", fields=["media", "locale"])
        ]
