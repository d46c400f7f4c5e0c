"""Carries a file in until it comes to a place the second time, and is killed there.

`python -m tests.catalog.dying PLACE SLUG IMPORT`.
"""

import os
import signal
import sys
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.catalog.operations import carrying
from guildhall.kernel import clock
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit


def main(place: str, slug: str, run: str, at_once: str) -> None:
    times: list[str] = []

    def tell(reached: str) -> None:
        times.extend([reached] if reached == place else [])
        if len(times) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    bind_fault_points(tell)
    carrying.AT_ONCE = int(at_once)
    with enter(PLATFORM), unit():
        scopes = {found.scope.slug: found.scope for found in directory().working()}
    with enter(scopes[slug]), unit():
        carrying.carry_import(UUID(run), now=clock.now, is_late=lambda: False)


if __name__ == "__main__":
    main(*sys.argv[1:])
