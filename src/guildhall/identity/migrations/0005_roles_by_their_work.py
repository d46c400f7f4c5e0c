"""The two first roles, by the names of the work that they are for. Nobody gains or loses a right."""

from django.db import migrations

WHY = (
    "it changes values and no column; no release has let people hold the former names, and the"
    " rights behind the new ones are the same"
)
ROLES = (("clerk", "operations"), ("viewer", "read-only"))


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_who_may_do_what")]

    operations = [
        migrations.RunSQL(
            f"UPDATE {table} SET role = '{new}' WHERE role = '{old}'",
            f"UPDATE {table} SET role = '{old}' WHERE role = '{new}'",
            hints={"expands": WHY},
        )
        for table in ("identity_staffrole", "identity_invitation")
        for old, new in ROLES
    ]
