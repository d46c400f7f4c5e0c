from django.db import migrations

# What a channel's storefront calls something means one variant at any moment.
ADD = """
ALTER TABLE catalog_channelsku ADD CONSTRAINT catalog_one_link_at_a_time
EXCLUDE USING gist (
    channel_id WITH =, storefront WITH =, external_sku WITH =,
    tstzrange(valid_from, valid_to) WITH &&
) WHERE (state = 'linked')
"""
DROP = "ALTER TABLE catalog_channelsku DROP CONSTRAINT catalog_one_link_at_a_time"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_the_whole_catalogue")]

    operations = [migrations.RunSQL(ADD, DROP, hints={"expands": "the table is new"})]
