"""What variants cost, as orders ask."""

from collections.abc import Iterable

from django.db import connection

from guildhall.catalog.errors import CurrencyNotSold, UnknownSku
from guildhall.catalog.types import PricedVariant
from guildhall.kernel.money import Money
from guildhall.organization.types import ChannelCard

# By hand, since every order waits for it: docs/decisions/0008.
_PRICES = """
SELECT variant.id, variant.sku, variant.title, variant.unit, price.amount, product.tax_rate,
       product.kind
FROM catalog_variant AS variant
JOIN catalog_product AS product ON product.id = variant.product_id
JOIN catalog_price AS price ON price.variant_id = variant.id
WHERE variant.sku = ANY(%s) AND price.channel_id = %s AND price.currency = %s
  AND variant.is_active AND product.is_active
"""


def price_variants(
    skus: Iterable[str], *, channel: ChannelCard, currency: str
) -> dict[str, PricedVariant]:
    """Return every asked variant with its price on a channel, in one statement.

    Refuses with CurrencyNotSold, or with UnknownSku naming each line that has none.
    """
    if currency != channel.currency:
        raise CurrencyNotSold(
            currency=channel.currency,
            asked=currency,
            errors={"currency": "Use the currency of the channel."},
        )
    asked = list(skus)
    with connection.cursor() as cursor:
        cursor.execute(_PRICES, [asked, channel.id, currency])
        rows = cursor.fetchall()
    found = {
        sku: PricedVariant(variant, sku, title, unit, Money(amount, currency), tax, kind)
        for variant, sku, title, unit, amount, tax, kind in rows
    }
    missing = {f"lines.{i}.sku": "Not sold here." for i, s in enumerate(asked) if s not in found}
    if missing:
        unknown = next(sku for sku in asked if sku not in found)
        raise UnknownSku(sku=unknown, errors=missing)
    return found
