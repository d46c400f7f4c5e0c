"""The roles of visits, by the names that identity has for them now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_groups_people_come_too")]

    operations = [
        migrations.RunSQL(
            f"UPDATE visits_visit SET role = '{new}' WHERE role = '{old}'",
            f"UPDATE visits_visit SET role = '{old}' WHERE role = '{new}'",
        )
        for old, new in (("clerk", "operations"), ("viewer", "read-only"))
    ]
