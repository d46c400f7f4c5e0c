#!/usr/bin/env python
"""Django's command line for Guildhall."""

import os
import sys

import guildhall.config.direct  # noqa: F401 - commands take long and may need two connections

# isort: split
from django.core.management import execute_from_command_line

from guildhall.kernel.tenancy.units import unit

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
    with unit():
        execute_from_command_line(sys.argv)
