"""Fill a fresh database with shops and tell what the load needs to know. Run as a program."""

import argparse
import json
from decimal import Decimal

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import variant_ids
from guildhall.identity import operations as identity
from guildhall.inventory import operations as inventory
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import NewStock
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel
from tenants import operations as tenants
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.factories.company import SITE, STOREFRONT, make_product

PLENTY = Decimal(10_000_000)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tenants", type=int, default=1)
    parser.add_argument("--skus", type=int, default=2_000)
    asked = parser.parse_args()
    stamp = system_stamp("benchmark", clock.now())
    migrate_public()
    with enter(PLATFORM):
        tenants.offer_plan("standard", name="Standard", limits={}, stamp=stamp)
        tenants.open_group("bench", name="Bench", stamp=stamp)
        tenants.open_unit("bench", code="hq", name="Head office", stamp=stamp)
    shops = [_shop(number, asked.skus, stamp) for number in range(asked.tenants)]
    print(json.dumps({"site": SITE, "skus": asked.skus, "shops": shops}))


def _shop(number: int, skus: int, stamp: Stamp) -> dict[str, str]:
    slug = f"bench{number}"
    new = NewTenant(slug=slug, name=slug, group="bench", unit="hq", host=f"{slug}.localhost")
    scope = provision_tenant(new, stamp=stamp)
    with enter(scope):
        return {"host": new.host, "schema": scope.schema, "token": _stocked(skus, stamp)}


def _stocked(skus: int, stamp: Stamp) -> str:
    """Open one channel that sells from one warehouse, and return a storefront's key."""
    organization.open_channel(
        "web", name="Web", brand=("house", "House"), currency="USD", stamp=stamp
    )
    channel = get_channel("web")
    organization.open_site(SITE, name="Shop", channel="web", locale="en", stamp=stamp)
    names = [f"SKU{number}" for number in range(1, skus + 1)]
    products = [make_product(name) for name in names]
    catalog.take_products(products, channel=channel, stamp=stamp)
    inventory.open_location("W1", name="Warehouse", kind=LocationKind.WAREHOUSE, stamp=stamp)
    inventory.sell_from("W1", channel_id=channel.id, rank=0, stamp=stamp)
    found = variant_ids(names)
    lines = [NewStock(found[name], name, PLENTY) for name in names]
    inventory.receive_stock("W1", lines=lines, reference="opening", stamp=stamp)
    return identity.issue_api_key("load", capabilities=STOREFRONT, stamp=stamp).token


if __name__ == "__main__":
    main()
