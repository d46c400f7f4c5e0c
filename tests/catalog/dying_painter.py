"""Draws a picture and is killed as soon as its first size lies in storage.

`python -m tests.catalog.dying_painter TENANT PICTURE`
"""

import os
import signal
import sys
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.catalog.operations import draw_picture
from guildhall.kernel import clock
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit


def die(name: str) -> None:
    if name == "pictures.size_stored":
        os.kill(os.getpid(), signal.SIGKILL)


def main(tenant: str, picture: str) -> None:
    bind_fault_points(die)
    with enter(PLATFORM), unit():
        found = directory().by_id(UUID(tenant))
    assert found is not None
    with enter(found.scope), unit():
        draw_picture(UUID(picture), stamp=system_stamp("painter", clock.now()))


if __name__ == "__main__":
    main(*sys.argv[1:])
