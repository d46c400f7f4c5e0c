"""Fills the template database: the public schema, one group and two tenants. Run by the plugin."""

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants import operations
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant


def main() -> None:
    migrate_public()
    stamp = system_stamp("tests", clock.now())
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=stamp)
        for group in ("north", "south"):
            operations.open_group(group, name=group.title(), stamp=stamp)
            operations.open_unit(group, code="hq", name="Head office", stamp=stamp)
    for slug, group in (("alpha", "north"), ("beta", "north"), ("gamma", "south")):
        new = NewTenant(
            slug=slug, name=slug.title(), group=group, unit="hq", host=f"{slug}.localhost"
        )
        provision_tenant(new, stamp=stamp)


if __name__ == "__main__":
    main()
