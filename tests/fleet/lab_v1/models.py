"""Version 1 of the lab: a note is a text."""

from django.db import models

from guildhall.kernel.ids import new_id


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    text = models.CharField(max_length=80)
