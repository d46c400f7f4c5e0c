"""The product's settings with further databases for the same data, and one middleware.

*default* is our backend, *pooled* the one for transaction poolers. *plain* is Django's own, for
tables named with their schema, so that there is nothing to pin. *stock* is django-tenants'
backend as it ships. Neither of the two has roles: the owner of all schemas reads. All pools
have one size.
"""

import os

from guildhall.config.environment import database
from guildhall.config.settings import *  # noqa: F403 - the product's settings are the point
from guildhall.config.settings import DATABASES as OURS
from guildhall.config.settings import INSTALLED_APPS as ALL_APPS

ROOT_URLCONF = "tests.benchmarks.rig.pin_urls"
MIDDLEWARE = ["tests.benchmarks.rig.pin_ways.by_way"]
# django-allauth insists on its middleware.
INSTALLED_APPS = [app for app in ALL_APPS if not app.startswith("allauth")]

SIZE = OURS["default"]["OPTIONS"]["pool"]["max_size"]
OWNER = database(os.environ["DATABASE_OWNER_URL"], pin="path", pool_size=SIZE)
POOLED = database(os.environ["DATABASE_URL"], pin="role", pool_size=SIZE, pooler="transaction")
DATABASES = {
    "default": OURS["default"],
    "pooled": POOLED,
    "plain": {**OWNER, "ENGINE": "django.db.backends.postgresql"},
    "stock": {**OWNER, "ENGINE": "django_tenants.postgresql_backend"},
}
DATABASE_ROUTERS = []  # nothing migrates here
