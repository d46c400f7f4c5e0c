"""Brand, channel, site and store: four different things."""

from datetime import time

from django.db import models

from guildhall.kernel.ids import new_id


class Brand(models.Model):
    """A name under which the company sells."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)


class Channel(models.Model):
    """A way to sell, with one currency and one tax style."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, default="web")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    tax_region = models.CharField(max_length=12, db_default="")
    prices_include_tax = models.BooleanField(default=True)
    confirms_itself = models.BooleanField(default=True)
    hold_minutes = models.PositiveIntegerField(default=30)
    # How long an order waits for money; empty is as long as its stock is held for it.
    unpaid_minutes = models.PositiveIntegerField(null=True)
    late_payment = models.CharField(max_length=8, db_default="refund")
    time_zone = models.CharField(max_length=60, default="UTC")
    day_starts = models.TimeField(default=time(0))


class Site(models.Model):
    """A website of a channel."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    locale = models.CharField(max_length=20, default="en")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")


class Store(models.Model):
    """A shop with a street address."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=200, default="")
    time_zone = models.CharField(max_length=60, default="UTC")
