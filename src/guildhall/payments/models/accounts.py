"""A merchant's accounts with providers."""

from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id


class ProviderAccount(models.Model):
    """An account with a provider, for one brand or for all. Its keys are sealed.

    `sealed` is `{"now": text, "before": [texts]}`: what the secrets were before still verifies
    notifications until `before_until`. `token` names the account in its notifications' address.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    provider = models.CharField(max_length=40)
    name = models.CharField(max_length=120, db_default="")
    live = models.BooleanField(default=False)
    brand = models.ForeignKey("organization.Brand", models.PROTECT, related_name="+", null=True)
    settings = models.JSONField(default=dict)
    sealed = models.JSONField(default=dict)
    before_until = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True)
    enabled = models.BooleanField(default=True)
    # Notifications whose signature was wrong: counted, never stored.
    forged = models.PositiveBigIntegerField(db_default=0)
    forged_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
