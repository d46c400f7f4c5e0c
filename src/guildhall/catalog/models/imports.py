"""Files of products that come in, row by row."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.catalog.states import IMPORT, ImportMove, ImportState
from guildhall.kernel.ids import new_id


class Import(models.Model):
    """One file on its way in. `next_row` and the counts move with the rows that they count.

    `mapping` says which column of the file fills which field; `options` how the file is read
    and what happens where rows are wrong; `checked` what the check counted. Its rows are taken
    with the rights that whoever started it held then: `grants`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    format = models.CharField(max_length=8)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    is_trial = models.BooleanField(default=True)
    state = models.CharField(max_length=10, default=ImportState.UPLOADED.value)
    rows = models.PositiveIntegerField(null=True)
    next_row = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    new_products = models.PositiveIntegerField(db_default=0)
    checked = models.JSONField(null=True)
    started_by = models.CharField(max_length=80)
    grants = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        indexes: ClassVar = [models.Index(name="catalog_import_page", fields=["created_at", "id"])]

    def move(self, move: ImportMove) -> None:
        self.state = IMPORT.after(ImportState(self.state), move).value


class ImportFault(models.Model):
    """What is wrong with one row of a file."""

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(Import, models.CASCADE, related_name="faults", db_index=False)
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=60, default="")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="catalog_fault_once", fields=["run", "row", "field"])
        ]
