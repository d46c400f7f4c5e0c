"""django-tenants' own `migrate_schemas`, one schema after the other. Run as a program.

`python -m tests.fleet.stock check|migrate SCHEMA…` prints, as JSON, how many seconds and
milliseconds of CPU each schema took and with which code it ended.
"""

import json
import sys
import time

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from django.core.management import call_command
from django_tenants.management.commands.migrate_schemas import MigrateSchemasCommand


def main(word: str, *schemas: str) -> None:
    told = []
    for schema in schemas:
        began, cpu = time.perf_counter(), time.process_time()
        code = _run(schema, check=word == "check")
        spent = (time.process_time() - cpu) * 1_000
        told.append({"s": time.perf_counter() - began, "cpu_ms": spent, "code": code})
    sys.stdout.write("\n" + json.dumps(told) + "\n")


def _run(schema: str, *, check: bool) -> int:
    try:
        call_command(
            MigrateSchemasCommand(),
            schema_name=schema,
            tenant=True,
            check_unapplied=check,
            interactive=False,
            verbosity=0,
        )
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
