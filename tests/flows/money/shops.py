"""Shops that sell in currencies of no, two and three decimals, with and without tax."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from pytest_django import Settings

from guildhall.catalog import operations as catalog
from guildhall.catalog.types import NewProduct
from guildhall.catalog.types.taxes import NotedRate
from guildhall.inventory import operations as inventory
from guildhall.kernel.money import Money, minor_unit
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel, get_site
from guildhall.organization.types import SiteCard
from tests.factories.company import make_company
from tests.factories.payments import now_stamp, open_plain, plain_offered
from tests.twins.plain.server import PlainTwin

SKUS = ("APPLE", "BREAD", "CHEESE", "DATES")
# Of a unit of the money of a channel: what four goods cost each, with more decimals than it has.
PRICES = (Decimal("333.3333"), Decimal("0.9999"), Decimal("1249.995"), Decimal("77.7777"))
TAXES = {"low": Decimal("0.07"), "high": Decimal("0.1975")}
# Currency, whether prices include tax, and what one is worth in dollars.
MARKETS = (
    ("USD", True, Decimal(1)),
    ("USD", False, Decimal(1)),
    ("JPY", True, Decimal("0.0064135713")),
    ("JPY", False, Decimal("0.0064135713")),
    ("BHD", True, Decimal("2.6525198939")),
    ("BHD", False, Decimal("2.6525198939")),
)
FIRST_SITE = 201


@contextmanager
def open_shops(scope: Scope, settings: Settings) -> Iterator[tuple[PlainTwin, list[SiteCard]]]:
    """Open a company with a site for each market, and a provider that can be broken."""
    with PlainTwin() as twin, plain_offered(), enter(scope):
        settings.PROVIDER_URLS = {"plain": twin.url}
        stamp = now_stamp()
        make_company(stock=Decimal(1_000_000), stamp=stamp)
        open_plain()
        _note_worth(stamp)
        for name, rate in TAXES.items():
            catalog.keep_tax_class(name, title=name, stamp=stamp)
            day = (stamp.at - timedelta(days=30)).date()
            catalog.set_tax_rate(name, region="", rate=rate, valid_from=day, stamp=stamp)
        sites = [_open(FIRST_SITE + n, *market[:2], stamp) for n, market in enumerate(MARKETS)]
        catalog.tax_products(SKUS[:2], tax_class="low", stamp=stamp)
        catalog.tax_products(SKUS[2:3], tax_class="high", stamp=stamp)
        yield twin, sites


def _note_worth(stamp: Stamp) -> None:
    worth = {currency: rate for currency, _, rate in MARKETS if currency != "USD"}
    day = stamp.at.date()
    rates = [NotedRate(currency, "USD", day, rate) for currency, rate in worth.items()]
    catalog.note_exchange_rates(rates, source="test", stamp=stamp)


def _open(number: int, currency: str, includes: bool, stamp: Stamp) -> SiteCard:  # noqa: FBT001 - of a row
    code = f"{currency.lower()}-{number}"
    brand = ("house", "House")
    organization.open_channel(code, name=code, brand=brand, currency=currency, stamp=stamp)
    organization.set_channel_tax(code, region="", prices_include_tax=includes, stamp=stamp)
    channel = get_channel(code)
    organization.open_site(number, name=code, channel=code, locale="en", stamp=stamp)
    hundred = minor_unit(currency) * 100
    goods = [
        NewProduct(
            sku=sku,
            title=sku.title(),
            brand="House",
            category="",
            price=Money(round(price * hundred, 4), currency),
        )
        for sku, price in zip(SKUS, PRICES, strict=True)
    ]
    catalog.take_products(goods, channel=channel, stamp=stamp)
    inventory.sell_from("S1", channel_id=channel.id, rank=0, stamp=stamp)
    return get_site(number)
