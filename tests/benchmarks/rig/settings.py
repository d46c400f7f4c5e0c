"""The product's settings, with the views that only benchmarks have beside the product's own."""

from guildhall.config.settings import *  # noqa: F403 - the product's settings are the point

ROOT_URLCONF = "tests.benchmarks.rig.urls"
