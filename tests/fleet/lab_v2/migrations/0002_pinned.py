from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lab", "0001_initial")]
    operations = [
        migrations.AddField("note", "pinned", models.BooleanField(db_default=False, default=True))
    ]
