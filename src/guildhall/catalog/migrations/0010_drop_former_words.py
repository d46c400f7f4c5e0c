"""Two columns go that no code names since 0009, where their values were carried over."""

from django.db import migrations

DROP = "ALTER TABLE catalog_product DROP COLUMN category, DROP COLUMN tax_rate"


class Migration(migrations.Migration):
    contract = True
    contract_reason = (
        "code since version 16 does not name the columns, and no release of before it is at work:"
        " there has been none yet"
    )

    dependencies = [("catalog", "0009_places_and_classes_alone")]

    operations = [migrations.RunSQL(DROP)]
