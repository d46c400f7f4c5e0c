"""What a carrier said of a parcel may be blanked: whoever it names can ask to be forgotten."""

from django.db import migrations

# It changes nothing but that the table is touched: its rights are written anew after that.
TOUCH = "ALTER TABLE fulfillment_shipmentevent ALTER COLUMN message SET DEFAULT ''"


class Migration(migrations.Migration):

    dependencies = [
        ('fulfillment', '0002_labels_that_are_bought_once'),
    ]

    operations = [
        migrations.RunSQL(TOUCH, migrations.RunSQL.noop, hints={"expands": "the default is the same"}),
    ]
