"""What the server of the `pin` benchmark serves."""

from django.urls import path

from tests.benchmarks.rig.floors import noop
from tests.benchmarks.rig.pin_ways import guildhall, plain, stock

urlpatterns = [
    path("reads/guildhall", guildhall),
    path("reads/plain", plain),
    path("reads/stock", stock),
    path("storefront/bench/noop", noop),
]
