from django.db import migrations


def series(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE SEQUENCE {name} AS bigint",
        f"DROP SEQUENCE {name}",
        hints={"expands": "nobody counted by it before"},
    )


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_leaner_indexes")]

    operations = [
        series("inventory_receipt_seq"),
        series("inventory_transfer_seq"),
        series("inventory_stocktake_seq"),
    ]
