from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE orders_number_seq AS bigint", "DROP SEQUENCE orders_number_seq"
        )
    ]
