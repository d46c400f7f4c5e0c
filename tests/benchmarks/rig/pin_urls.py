"""What the server of the `pin` benchmark serves."""

from django.urls import path

from tests.benchmarks.rig.floors import noop
from tests.benchmarks.rig.pin_ways import atomic, guildhall, plain, pooled, stock

urlpatterns = [
    path("reads/guildhall", guildhall),
    path("reads/plain", plain),
    path("reads/stock", stock),
    path("reads/atomic", atomic),
    path("reads/pooled", pooled),
    path("storefront/bench/noop", noop),
]
