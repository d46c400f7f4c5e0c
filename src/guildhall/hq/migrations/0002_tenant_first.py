from django.db import migrations, models


class Migration(migrations.Migration):
    """Every question names tenants first; days of them follow."""

    dependencies = [("hq", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("DayFigure", "hq_day_once"),
        migrations.AddConstraint(
            "DayFigure",
            models.UniqueConstraint(
                fields=("tenant_id", "business_date", "currency"), name="hq_day_once"
            ),
        ),
    ]
