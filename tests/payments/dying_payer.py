"""Does something to a payment, and is killed where it comes to a place.

`python -m tests.payments.dying_payer PLACE TENANT DEED`.
"""

import os
import signal
import sys
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.payments import plain_offered
from tests.payments.deeds import DEEDS


def main(place: str, tenant: str, deed: str) -> None:
    def tell(reached: str) -> None:
        if reached == place:
            os.kill(os.getpid(), signal.SIGKILL)

    with enter(PLATFORM), unit():
        found = directory().by_id(UUID(tenant))
    assert found is not None
    bind_fault_points(tell)
    with plain_offered(), enter(found.scope), unit():
        DEEDS[deed]()


if __name__ == "__main__":
    main(*sys.argv[1:])
