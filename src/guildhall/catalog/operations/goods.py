"""Products: added, changed, archived and restored. Nothing is deleted: orders name it."""

import re

from django.db import transaction

from guildhall.catalog.errors import AttributesMissing, CategoryNotFound, CodeTaken
from guildhall.catalog.events import (
    ProductArchived,
    ProductChanged,
    ProductCreated,
    ProductRestored,
)
from guildhall.catalog.models import Category, Product, Variant
from guildhall.catalog.operations.options import write_axes
from guildhall.catalog.operations.shelf import (
    RIGHT,
    lock_live_product,
    lock_product,
    note_change,
)
from guildhall.catalog.operations.variants import add_grid, add_only_variant
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.attributes import missing_of
from guildhall.catalog.queries.bundles import must_not_be_parts
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import ProductDraft, ProductEdit
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

CODE = re.compile(r"[^\s/?#%\\\x00-\x1f\x7f]{1,64}")
SOLD = frozenset({ProductKind.GOODS, ProductKind.BUNDLE})


@transaction.atomic
def create_product(draft: ProductDraft, *, stamp: Stamp) -> None:
    """Add a product with its variants: one, or one for each combination of its options.

    Refuses with NotPermitted, Invalid, PlanLimitReached, CategoryNotFound, CodeTaken,
    TooManyVariants or SkuTaken.
    """
    stamp.by.must(RIGHT)
    _check(draft)
    must_have_room("products")
    product, new = Product.objects.get_or_create(
        code=draft.code,
        defaults={
            "title": draft.title.strip(),
            "description": draft.description,
            "brand": draft.brand.strip(),
            "place": _place(draft.category),
            "kind": draft.kind,
            "updated_at": stamp.at,
        },
    )
    if not new:
        raise CodeTaken(code=draft.code, errors={"code": N_("Choose another code.")})

    axes = write_axes(product, draft.options)
    if axes:
        add_grid(product, axes, unit=draft.unit, stamp=stamp)
    else:
        add_only_variant(product, unit=draft.unit, stamp=stamp)
    move_epoch_on_commit(EPOCH)

    record(ProductCreated(code=product.code, kind=draft.kind, stamp=stamp))


@transaction.atomic
def change_product(
    code: str, *, values: ProductEdit, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Change what is said of a product, where it lies in the tree, or whether it is sold.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived, Invalid,
    CategoryNotFound or AttributesMissing.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    told = {
        name: value
        for name in ("title", "description", "brand", "is_active")
        if (value := getattr(values, name)) is not None
    }
    _check_words(**told)
    before = product.title
    changes = edit(product, **told)
    if values.category is not None:
        place = _place(values.category)
        changes |= edit(product, place_id=place.id if place else None)
    if not changes:
        return
    if product.is_active and {"is_active", "place_id"} & set(changes):
        _must_be_complete(product)
    if "title" in changes:
        _retitle_only_variant(product, before, stamp)

    note_change(product, *(name.removesuffix("_id") for name in changes), stamp=stamp)

    record(ProductChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def archive_product(code: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Take a product out of the catalogue, and keep it: orders, stock and prices name it.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile or UsedInBundle.
    """
    product = lock_product(code, stamp=stamp, expected=expected)
    if product.archived_at is not None:
        return
    must_not_be_parts(Variant.objects.filter(product=product))

    product.archived_at, product.is_active = stamp.at, False
    note_change(product, "archived_at", "is_active", stamp=stamp)

    record(ProductArchived(code=code, stamp=stamp))


@transaction.atomic
def restore_product(code: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Bring an archived product back; it is sold again when somebody says so.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile or PlanLimitReached.
    """
    product = lock_product(code, stamp=stamp, expected=expected)
    if product.archived_at is None:
        return
    must_have_room("products")

    product.archived_at = None
    note_change(product, "archived_at", stamp=stamp)

    record(ProductRestored(code=code, stamp=stamp))


def _check(draft: ProductDraft) -> None:
    if not CODE.fullmatch(draft.code):
        raise Invalid(errors={"code": N_("Write a code of at most 64 characters, no spaces.")})
    if draft.kind not in SOLD:
        raise Invalid(errors={"kind": N_("Choose goods or a bundle.")})
    if not 1 <= len(draft.unit) <= 12:
        raise Invalid(errors={"unit": N_("Write a unit of at most 12 characters.")})
    if draft.kind is ProductKind.BUNDLE and draft.unit != "each":
        raise Invalid(errors={"unit": N_("Bundles are sold by the piece.")})
    _check_words(title=draft.title, brand=draft.brand)


def _check_words(*, title: str = "-", brand: str = "", **_others: object) -> None:
    if not 1 <= len(title.strip()) <= 200:
        raise Invalid(errors={"title": N_("Write a title of at most 200 characters.")})
    if len(brand) > 120:
        raise Invalid(errors={"brand": N_("Write a brand of at most 120 characters.")})


def _place(code: str) -> Category | None:
    if not code:
        return None
    place = Category.objects.filter(code=code).first()
    if place is None:
        raise CategoryNotFound(code=code, errors={"category": N_("Choose one of the tree.")})
    return place


def _must_be_complete(product: Product) -> None:
    if lacking := missing_of(product):
        raise AttributesMissing(code=product.code, attributes=", ".join(lacking))


def _retitle_only_variant(product: Product, before: str, stamp: Stamp) -> None:
    """Rename a variant that is called what its product was called: it has no words of its own."""
    Variant.objects.filter(product=product, combination="", title=before).update(
        title=product.title, updated_at=stamp.at
    )
