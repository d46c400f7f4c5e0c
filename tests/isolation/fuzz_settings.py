"""The house's settings, with views beside its own that tell whose data they see."""

from guildhall.config.settings import *  # noqa: F403 - all of them, and one more

ROOT_URLCONF = "tests.isolation.fuzz_urls"
