"""Versions are numbers in an order; whatever hash a schema was made from, it was version 1."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_life_and_domains")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE tenants_tenant ALTER COLUMN schema_version TYPE integer USING 1"
                )
            ],
            state_operations=[
                migrations.AlterField("tenant", "schema_version", models.IntegerField())
            ],
        ),
        migrations.CreateModel(
            name="SchemaVersion",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=16)),
                ("floor", models.IntegerField()),
            ],
        ),
    ]
