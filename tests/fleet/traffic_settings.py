"""The product with one more app, of the version that `LAB_APP` names."""

import os
from pathlib import Path

from guildhall.config.settings import *  # noqa: F403 - all but what follows
from guildhall.config.settings import INSTALLED_APPS, TENANT_APPS

LAB_APP = os.environ["LAB_APP"]
INSTALLED_APPS = [*INSTALLED_APPS, LAB_APP]
TENANT_APPS = [*TENANT_APPS, LAB_APP]
SCHEMA_FOLDER = Path(os.environ["LAB_SCHEMA"])
ROOT_URLCONF = "tests.fleet.traffic_urls"
