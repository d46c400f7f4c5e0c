from django.db import migrations, models

import guildhall.kernel.ids


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guildhall.kernel.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=80)),
            ],
        )
    ]
