"""Bundles on a company's channel."""

from collections.abc import Mapping
from decimal import Decimal

from guildhall.catalog.operations import change_price, create_product, set_parts
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import PartDraft, ProductDraft
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tests.factories.company import Company


def make_box(
    company: Company, parts: Mapping[str, str], *, stamp: Stamp, price: str = "7"
) -> None:
    """Sell a bundle called BOX on the company's channel."""
    create_product(ProductDraft("BOX", "Box", kind=ProductKind.BUNDLE), stamp=stamp)
    amount = Money(Decimal(price), "USD")
    change_price("BOX", price=amount, channel=company.site.channel, stamp=stamp)
    drafts = [PartDraft(sku, Decimal(quantity)) for sku, quantity in parts.items()]
    set_parts("BOX", parts=drafts, stamp=stamp)
