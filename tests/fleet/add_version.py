"""Appends a version for the migrations of these settings. Run as a program."""

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from tenants.artefact import append_version

if __name__ == "__main__":
    append_version()
