"""Version 2 of the lab: a note may be pinned."""

from django.db import models

from guildhall.kernel.ids import new_id


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    text = models.CharField(max_length=80)
    pinned = models.BooleanField(default=True, db_default=False)
