"""What all changes of a product begin and end with: its row locked, its new state told.

Whoever changes anything of a product holds its row, so that its variants, options and parts
change one after the other. What all channels share is changed by who may edit the catalogue of
the whole company.
"""

from guildhall.catalog.errors import GoodsArchived, ProductNotFound, SkuTaken
from guildhall.catalog.models import Product, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.types import version_of
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp

RIGHT = "catalog:edit"


def lock_product(code: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> Product:
    """Return a product, locked, for who may change it.

    Refuses with NotPermitted, ProductNotFound or ChangedMeanwhile.
    """
    stamp.by.must(RIGHT)
    row = Product.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise ProductNotFound(sku=code)
    expected.must_be(version_of(row.id, row.updated_at))
    return row


def lock_live_product(code: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> Product:
    """Return a product that is not archived, locked. Refuses also with GoodsArchived."""
    row = lock_product(code, stamp=stamp, expected=expected)
    if row.archived_at is not None:
        raise GoodsArchived(code=code)
    return row


def lock_variant(
    sku: str, *, stamp: Stamp, expected: Expected = WHATEVER
) -> tuple[Product, Variant]:
    """Return a variant with its product, both locked, the product first.

    Refuses with NotPermitted, ProductNotFound or ChangedMeanwhile.
    """
    stamp.by.must(RIGHT)
    code = Product.objects.filter(variants__sku=sku).values_list("code", flat=True).first()
    if code is None:
        raise ProductNotFound(sku=sku)
    product = lock_product(code, stamp=stamp, expected=expected)
    variant = Variant.objects.select_for_update().get(sku=sku)
    return product, variant


def lock_live_variant(
    sku: str, *, stamp: Stamp, expected: Expected = WHATEVER
) -> tuple[Product, Variant]:
    """Return a variant that is not archived, and its product. Refuses also with GoodsArchived."""
    product, variant = lock_variant(sku, stamp=stamp, expected=expected)
    if product.archived_at is not None:
        raise GoodsArchived(code=product.code)
    if variant.archived_at is not None:
        raise GoodsArchived(code=sku)
    return product, variant


def note_change(product: Product, *fields: str, stamp: Stamp) -> None:
    """Save a product's changed fields, and say to all who follow it that it is another now."""
    product.updated_at = stamp.at
    product.save(update_fields=[*fields, "updated_at"])
    move_epoch_on_commit(EPOCH)


def note_variant(variant: Variant, *fields: str, stamp: Stamp) -> None:
    variant.updated_at = stamp.at
    variant.save(update_fields=[*fields, "updated_at"])


def must_be_new_sku(sku: str) -> None:
    """Refuse with SkuTaken where a variant has this SKU; others who mint SKUs wait meanwhile."""
    mint_skus()
    if Variant.objects.filter(sku=sku).exists():
        raise SkuTaken(sku=sku, errors={"sku": N_("Choose another SKU.")})


def mint_skus() -> None:
    """Let nobody else make up SKUs until this transaction ends."""
    lock_name("catalog:skus")
