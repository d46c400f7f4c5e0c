"""The catalogue of a chain: what its stores sold, at the price most shoppers saw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from guildhall.config.demo import wording
from guildhall.config.demo.barcodes import in_store_barcode
from guildhall.config.demo.types import Article, Product, SaleLine

CENT = Decimal("0.01")


def sku_of(number: int) -> str:
    return f"P{number:08d}"


def products_of(
    lines: Sequence[SaleLine], *, articles: Mapping[int, Article]
) -> tuple[Product, ...]:
    """Return one product per article that these lines sold, by number."""
    prices = regular_prices(lines)
    sold = [articles[number] for number in sorted(prices)]
    names = wording.names(sold)
    return tuple(
        Product(
            sku=sku_of(article.number),
            barcode=in_store_barcode(article.number),
            name=names[article.number],
            brand=wording.brand_of(article),
            department=wording.department_name(article),
            category=wording.category_name(article),
            price=prices[article.number],
        )
        for article in sold
    )


def regular_prices(lines: Iterable[SaleLine]) -> dict[int, Decimal]:
    """Return each product's median price before store discounts, in whole cents, never free.

    Weighed goods are recorded as one piece, so their price is that of a typical piece.
    """
    seen: defaultdict[int, list[Decimal]] = defaultdict(list)
    for line in lines:
        seen[line.product].append(Decimal(line.regular_cents) / (100 * line.quantity))
    return {
        product: max(CENT, median(prices).quantize(CENT, rounding=ROUND_HALF_EVEN))
        for product, prices in seen.items()
    }
