"""Bundles on a company's channel."""

from collections.abc import Mapping
from decimal import Decimal

from guildhall.catalog.operations import change_price, create_product, set_parts
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import PartDraft, ProductDraft
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard
from tests.factories.company import Company


def make_box(
    company: Company, parts: Mapping[str, str], *, stamp: Stamp, price: str = "7"
) -> None:
    """Sell a bundle called BOX on the company's channel."""
    make_bundle("BOX", parts, channel=company.site.channel, price=price, stamp=stamp)


def make_bundle(
    sku: str,
    parts: Mapping[str, str],
    *,
    channel: ChannelCard,
    stamp: Stamp,
    price: str = "7",
) -> None:
    """Sell a bundle on a channel."""
    create_product(ProductDraft(sku, "Box", kind=ProductKind.BUNDLE), stamp=stamp)
    change_price(sku, price=Money(Decimal(price), "USD"), channel=channel, stamp=stamp)
    drafts = [PartDraft(part, Decimal(quantity)) for part, quantity in parts.items()]
    set_parts(sku, parts=drafts, stamp=stamp)
