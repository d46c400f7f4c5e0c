from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_prices_that_end_and_proposals_told")]

    operations = [
        *(
            migrations.AddField(model, name, models.CharField(db_default="", max_length=length))
            for model, name, length in (
                ("channelsku", "title", 200),
                ("unmatchedsku", "barcode", 40),
                ("unmatchedsku", "external_product_id", 120),
                ("unmatchedsku", "external_variant_id", 120),
            )
        ),
        migrations.AddIndex(
            "channelsku",
            models.Index(fields=["channel", "updated_at", "id"], name="catalog_link_page"),
        ),
        migrations.AddField(
            "media", "tries", models.PositiveSmallIntegerField(db_default=0)
        ),
        migrations.AddField("media", "removed_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("media", "catalog_media_once"),
        migrations.AddConstraint(
            "media",
            models.UniqueConstraint(
                name="catalog_picture_once",
                fields=["product", "digest"],
                condition=Q(removed_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "media", models.Index(fields=["product", "position"], name="catalog_media_of_product")
        ),
        migrations.AddIndex(
            "media",
            models.Index(
                name="catalog_media_undone",
                fields=["created_at"],
                condition=Q(("state", "new"), ("removed_at__isnull", False), _connector="OR"),
            ),
        ),
    ]
