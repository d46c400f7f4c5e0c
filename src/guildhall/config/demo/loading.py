"""From an empty database to a group of companies that can open its doors.

Every step asks first what is there, so that a load which was killed anywhere goes on where it
stopped, and a second one changes nothing.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import batched
from uuid import UUID

from django.db import transaction

from guildhall.catalog.operations import take_products
from guildhall.catalog.queries import variant_ids
from guildhall.catalog.types import NewProduct
from guildhall.config.demo.backroom import stock_up
from guildhall.config.demo.cast import (
    COMPANIES,
    CURRENCY,
    GROUP,
    PLACES,
    ZONE,
    Company,
    host_of,
    store_street,
)
from guildhall.config.demo.showroom import furnish, is_furnished
from guildhall.config.demo.types import Chain, Journey, Product, Receipt
from guildhall.inventory.operations import open_location, receive_stock, sell_from
from guildhall.inventory.queries import list_levels, list_locations
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import LevelFilter, NewStock
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.organization.operations import open_channel, open_site, open_store
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard
from tenants.operations import open_group, open_unit
from tenants.plans.seeds import offer_price_list
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant

CHANNEL = "web"
OPENING = "opening stock"
_BATCH = 500
_PAGE = 200

type Tell = Callable[[int], None]


def size_of(journey: Journey) -> int:
    """Return how many products and deliveries there are to load: the steps of the work."""
    return sum(len(chain.products) + len(chain.receipts) for chain in journey.chains)


def open_roll(stamp: Stamp) -> UUID:
    """Enter the group, its tree of places and the price list in the roll; return its id."""
    with enter(PLATFORM):
        group = open_group(GROUP.code, name=GROUP.full_name, stamp=stamp)
        for place in PLACES:
            open_unit(
                GROUP.code,
                code=place.code,
                name=place.full_name,
                parent=place.within,
                stamp=stamp,
            )
        offer_price_list(stamp)
    return group


def open_company(company: Company, stamp: Stamp) -> Scope:
    """Open a tenant of its own for a company and return its scope."""
    new = NewTenant(
        slug=company.slug,
        name=company.full_name,
        group=GROUP.code,
        unit=company.city,
        host=host_of(company.slug),
    )
    return provision_tenant(new, stamp=stamp)


def fill_company(company: Company, chain: Chain, *, tell: Tell, stamp: Stamp) -> None:
    """Open the channel, sites and stores of the current tenant and bring in its goods."""
    open_channel(
        CHANNEL,
        name="Web shop",
        brand=(company.slug, company.name),
        currency=CURRENCY,
        time_zone=ZONE,
        stamp=stamp,
    )
    open_site(company.site, name=company.name, channel=CHANNEL, locale="en", stamp=stamp)
    open_site(
        company.site + 1, name=company.name_zh, channel=CHANNEL, locale="zh-hans", stamp=stamp
    )
    channel = get_channel(CHANNEL)
    _take_missing(chain.products, channel=channel, tell=tell, stamp=stamp)
    for rank, code in enumerate(chain.stores):
        _open_shop(company, code, rank=rank, channel=channel, stamp=stamp)
        shelves = [receipt for receipt in chain.receipts if receipt.store == code]
        _fill_shelves(code, shelves, tell=tell, stamp=stamp)


@transaction.atomic
def furnish_company(company: Company, chain: Chain, *, stamp: Stamp) -> None:
    """Add the invented range to the current tenant, and the work that lies in its storeroom."""
    if is_furnished():
        return
    furnish(company.name, channel=get_channel(CHANNEL), stamp=stamp)
    stock_up(tuple(chain.stores), channel=CHANNEL, stamp=stamp)


def company_of(chain: Chain) -> Company:
    return next(company for company in COMPANIES if company.slug == chain.slug)


def _take_missing(
    products: Sequence[Product], *, channel: ChannelCard, tell: Tell, stamp: Stamp
) -> None:
    for batch in batched(products, _BATCH):
        known = variant_ids(product.sku for product in batch)
        missing = [_new_product(product) for product in batch if product.sku not in known]
        take_products(missing, channel=channel, stamp=stamp)
        tell(len(batch))


def _new_product(product: Product) -> NewProduct:
    return NewProduct(
        sku=product.sku,
        title=product.name,
        brand=product.brand,
        category=" > ".join(dict.fromkeys((product.department, product.category))),
        price=Money(product.price, CURRENCY),
        barcode=product.barcode,
        description=product.department,
    )


def _open_shop(
    company: Company, code: str, *, rank: int, channel: ChannelCard, stamp: Stamp
) -> None:
    street = store_street(company, rank)
    city = next(place.name for place in PLACES if place.code == company.city)
    name = f"{company.name} {street}"
    store = open_store(code, name=name, city=city, time_zone=ZONE, stamp=stamp)
    if code not in {place.code for place in list_locations()}:
        open_location(code, name=name, kind=LocationKind.STORE, store_id=store, stamp=stamp)
        sell_from(code, channel_id=channel.id, rank=rank, stamp=stamp)


def _fill_shelves(store: str, receipts: Sequence[Receipt], *, tell: Tell, stamp: Stamp) -> None:
    """Receive what this store has never kept; what was sold out is not filled up again."""
    known = _skus_kept_at(store)
    missing = [receipt for receipt in receipts if receipt.sku not in known]
    variants = variant_ids(receipt.sku for receipt in missing)
    lines = [
        NewStock(variants[receipt.sku], receipt.sku, Decimal(receipt.quantity))
        for receipt in missing
    ]
    if lines:
        receive_stock(store, lines=lines, reference=OPENING, stamp=stamp)
    tell(len(receipts))


def _skus_kept_at(store: str) -> set[str]:
    kept: set[str] = set()
    cursor: str | None = None
    while True:
        page = list_levels(LevelFilter(location=store), cursor=cursor, limit=_PAGE)
        kept.update(level.sku for level in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return kept
