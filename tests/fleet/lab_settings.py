"""The product's settings, one migration further: what `lab.Release` has written is read here."""

import json
import os
from pathlib import Path

from guildhall.config.settings import *  # noqa: F403 - all but what follows

MIGRATION_MODULES = json.loads(os.environ["LAB_MODULES"])
SCHEMA_FOLDER = Path(os.environ["LAB_SCHEMA"])
