from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0003_roles_by_their_work'),
    ]

    operations = [
        migrations.RemoveField(model_name='visit', name='ticket'),
    ]
