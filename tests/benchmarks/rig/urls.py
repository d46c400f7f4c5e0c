"""The tenant's addresses, and the floors to measure them against."""

from django.urls import include, path

from tests.benchmarks.rig.floors import door, gated, noop, raw_order

urlpatterns = [
    path("storefront/bench/noop", noop),
    path("storefront/bench/gated", gated),
    path("bench/open", noop),
    path("bench/door", door),
    path("storefront/bench/raw", raw_order),
    path("", include("guildhall.config.urls_tenant")),
]
