"""Products as people make them, in the entered tenant."""

from guildhall.catalog.operations import create_product
from guildhall.catalog.queries import get_product_detail
from guildhall.catalog.types import Axis, ProductDetail, ProductDraft
from guildhall.kernel.stamp import Stamp

COLORS = Axis("Color", ("Red", "Blue"))
SIZES = Axis("Size", ("S", "M", "L"))


def make_shirt(*axes: Axis, code: str = "SHIRT", stamp: Stamp) -> ProductDetail:
    """Add a product with options: in two colors and three sizes where nothing else is said."""
    draft = ProductDraft(code, "Shirt", options=axes or (COLORS, SIZES))
    create_product(draft, stamp=stamp)
    return get_product_detail(code)


def skus_of(code: str) -> list[str]:
    """Return the SKUs of a product's variants that are not archived, in order."""
    found = get_product_detail(code).variants
    return [variant.sku for variant in found if variant.archived_at is None]
