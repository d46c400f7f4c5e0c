"""Who writes invoices: legal entities, and the numbers of their series."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from guildhall.finance.states import IssueWhen
from guildhall.kernel.ids import new_id


class LegalEntity(models.Model):
    """A company as the law knows it. Without a brand, it writes for all that have none.

    `tax_numbers` are by the names that the country has for them (`VAT`, `统一社会信用代码`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    address = models.CharField(max_length=400)
    tax_numbers = models.JSONField(default=dict)
    brand = models.ForeignKey(
        "organization.Brand", models.PROTECT, related_name="+", null=True, db_index=False
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    locale = models.CharField(max_length=20, default="en")
    invoice_prefix = models.CharField(max_length=12, default="INV")
    credit_prefix = models.CharField(max_length=12, default="CN")
    issues = models.CharField(max_length=16, default=IssueWhen.ON_REQUEST.value)
    # The platform that its papers go to as well, empty for none.
    platform = models.CharField(max_length=40, default="")
    # Where the platform answers this company, and the key that it is asked with, sealed.
    platform_url = models.CharField(max_length=300, db_default="", default="")
    sealed_platform_key = models.TextField(db_default="", default="")
    footer = models.CharField(max_length=500, default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="finance_entity_of_brand", fields=["brand"], nulls_distinct=False
            )
        ]


class Series(models.Model):
    """The last number of a series. Its row is locked last, and what rolls back gives it back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="series", db_index=False)
    prefix = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="finance_series_once", fields=["entity", "prefix", "year"]
            )
        ]
