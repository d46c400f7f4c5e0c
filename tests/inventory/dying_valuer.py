"""Values stock two lines at a time, and is killed where it comes to a place the second time.

`python -m tests.inventory.dying_valuer PLACE TENANT`.
"""

import os
import signal
import sys
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.inventory.operations import valuation
from guildhall.kernel import clock
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit


def main(place: str, tenant: str) -> None:
    times: list[str] = []

    def tell(reached: str) -> None:
        times.extend([reached] if reached == place else [])
        if len(times) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    bind_fault_points(tell)
    valuation.AT_ONCE = 2
    with enter(PLATFORM), unit():
        found = directory().by_id(UUID(tenant))
    assert found is not None
    with enter(found.scope):
        valuation.value_stock(stamp=system_stamp("test", clock.now()))


if __name__ == "__main__":
    main(*sys.argv[1:])
