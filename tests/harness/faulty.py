"""Runs a management command that meets its fate at a fault point.

`python -m tests.harness.faulty NAME kill|cut WORDS…`: when the command reaches NAME, the
process is killed with SIGKILL, or all its database connections are cut by the server.
"""

import os
import signal
import sys
from collections.abc import Callable

import psycopg

NAME = f"faulty-{os.getpid()}"
os.environ["PGAPPNAME"] = NAME

from django.core.management import call_command  # noqa: E402

import guildhall.config.processes  # noqa: E402, F401 - sets Django up, after the name is known
from guildhall.kernel.fault_points import bind_fault_points  # noqa: E402

_CUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE application_name = %s AND pid <> pg_backend_pid()
"""


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def cut() -> None:
    for key in ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_EAST"):
        if address := os.environ.get(key):
            with psycopg.connect(address, application_name="scissors", autocommit=True) as owner:
                owner.execute(_CUT, [NAME])


FATES: dict[str, Callable[[], None]] = {"kill": kill, "cut": cut}


def main(name: str, fate: str, *words: str) -> None:
    met: list[str] = []

    def tell(reached: str) -> None:
        if reached == name and not met:  # once: what comes after may go on
            met.append(reached)
            FATES[fate]()

    bind_fault_points(tell)
    call_command(*words)


if __name__ == "__main__":
    main(*sys.argv[1:])
