"""Many companies in one database, built once and kept. Run as a program to build them."""

import argparse
import hashlib
import json
from typing import Any

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.catalog import operations as catalog
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel
from tenants import operations as tenants
from tenants import queries
from tenants.artefact import artefact
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.benchmarks.rig.ground import kept_database, told_by
from tests.factories.company import make_product

SKUS = 6


def fleet_of(size: int) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the environment of a database with so many companies, and where each is."""
    digest = hashlib.sha256(artefact().sql.encode()).hexdigest()[:8]
    env = kept_database(f"crowd_{size}_{digest}")
    found: list[dict[str, str]] = told_by("crowd", "--tenants", str(size), env=env)
    return env, found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tenants", type=int, required=True)
    size = parser.parse_args().tenants
    stamp = system_stamp("benchmark", clock.now())
    migrate_public()
    with enter(PLATFORM):
        tenants.offer_plan("standard", name="Standard", limits={}, stamp=stamp)
        tenants.open_group("bench", name="Bench", stamp=stamp)
        tenants.open_unit("bench", code="hq", name="Head office", stamp=stamp)
        there = {card.slug for card in queries.list_tenants()}
    shops: list[dict[str, Any]] = []
    for number in range(size):
        slug = f"bench{number}"
        new = NewTenant(slug=slug, name=slug, group="bench", unit="hq", host=f"{slug}.localhost")
        scope = provision_tenant(new, stamp=stamp)
        if slug not in there:
            _fill(scope, stamp)
        shops.append({"host": new.host, "schema": scope.schema})
    print(json.dumps(shops))


def _fill(scope: Scope, stamp: Stamp) -> None:
    with enter(scope):
        organization.open_channel(
            "web", name="Web", brand=("house", "House"), currency="USD", stamp=stamp
        )
        products = [make_product(f"SKU{number}") for number in range(1, SKUS + 1)]
        catalog.take_products(products, channel=get_channel("web"), stamp=stamp)


if __name__ == "__main__":
    main()
