"""Opens one tenant and ends: a process that a test can kill on the way."""

import sys

from guildhall.config.processes import stop_signal

# isort: split
# Only now: `processes` has set Django up.
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant


def main(slug: str) -> None:
    stop_signal()
    new = NewTenant(slug=slug, name=slug, group="north", unit="hq", host=f"{slug}.localhost")
    provision_tenant(new, stamp=system_stamp("test", clock.now()))


if __name__ == "__main__":
    main(sys.argv[1])
