"""A company ready to sell: one channel, one site, two stores with stock, five products, keys."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connections, transaction

from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import variant_ids
from guildhall.catalog.types import NewProduct
from guildhall.identity import operations as identity
from guildhall.inventory import operations as inventory
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import NewStock
from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter, require
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.operations import place_order
from guildhall.orders.types import Cart, CartLine, Customer, OrderCard
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel, get_site, get_store
from guildhall.organization.types import SiteCard
from tests.harness.reset import reset_everything

SITE = 101
STOREFRONT = (
    "catalog:view",
    "stock:view",
    "checkout:view",
    "checkout:edit",
    "carts:view",
    "carts:edit",
)
BACK_OFFICE = ("orders:view", "orders:edit", "stock:view", "payments:edit")


@dataclass(frozen=True, slots=True)
class Company:
    """What a test needs to know of the company that it works with."""

    scope: Scope
    site: SiteCard
    variants: Mapping[str, UUID]
    storefront_key: str
    office_key: str

    @property
    def host(self) -> str:
        return f"{self.scope.slug}.localhost"


def make_company(
    *,
    stock: Decimal = Decimal(100),
    skus: tuple[str, ...] = ("APPLE", "BREAD", "CHEESE", "DATES", "EGGS"),
    confirms_itself: bool = False,
    stamp: Stamp | None = None,
) -> Company:
    """Open shop in the entered tenant. Stock lies in S1, rank 0, and S2, rank 1, half each."""
    stamp = stamp or system_stamp("test", clock.now())
    organization.open_channel(
        "web", name="Web", brand=("house", "House"), currency="USD", stamp=stamp
    )
    organization.set_channel_policy(
        "web", confirms_itself=confirms_itself, hold_minutes=30, stamp=stamp
    )
    channel = get_channel("web")
    organization.open_site(SITE, name="Shop", channel="web", locale="en", stamp=stamp)
    catalog.take_products([make_product(sku) for sku in skus], channel=channel, stamp=stamp)
    variants = variant_ids(skus)
    for rank, code in enumerate(("S1", "S2")):
        _open_store(code, rank=rank, stamp=stamp)
        lines = [NewStock(variants[sku], sku, stock / 2) for sku in skus if stock]
        if lines:
            inventory.receive_stock(code, lines=lines, reference="opening", stamp=stamp)
    shop = identity.issue_api_key("shop", capabilities=STOREFRONT, stamp=stamp)
    office = identity.issue_api_key("office", capabilities=BACK_OFFICE, stamp=stamp)
    return Company(require(), get_site(SITE), variants, shop.token, office.token)


@contextmanager
def standing_company(scope: Scope, *, stock: Decimal = Decimal(100)) -> Iterator[Company]:
    """Open shop for many tests that leave it as it is; emptied when the block ends."""
    forget_everything()
    with enter(scope), unit():
        company = make_company(stock=stock)
    yield company
    connections["default"].close()
    reset_everything()


def make_product(sku: str, *, price: str = "2.50", unit: str = "each") -> NewProduct:
    return NewProduct(
        sku=sku,
        title=f"{sku.title()} of the house",
        brand="House",
        category="",
        price=Money(Decimal(price), "USD"),
        unit=unit,
    )


def make_cart(
    company: Company, lines: Mapping[str, int | str], *, store: str | None = None
) -> Cart:
    return Cart(
        site=company.site,
        currency="USD",
        lines=tuple(CartLine(sku, Decimal(quantity)) for sku, quantity in lines.items()),
        customer=Customer(name="Alice Miller", email="alice@example.com"),
        store=get_store(store) if store else None,
    )


def make_order(
    company: Company,
    lines: Mapping[str, int | str] | None = None,
    *,
    store: str | None = None,
    stamp: Stamp,
) -> OrderCard:
    # A refusal ends the transaction that it happens in: a test goes on.
    with transaction.atomic():
        return place_order(make_cart(company, lines or {"APPLE": 2}, store=store), stamp=stamp)


def _open_store(code: str, *, rank: int, stamp: Stamp) -> None:
    store = organization.open_store(code, name=f"Store {code}", city="Springfield", stamp=stamp)
    inventory.open_location(
        code, name=f"Store {code}", kind=LocationKind.STORE, store_id=store, stamp=stamp
    )
    inventory.sell_from(code, channel_id=get_channel("web").id, rank=rank, stamp=stamp)
