"""Products as a feed brings them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import CurrencyNotSold, ProductInvalid
from guildhall.catalog.events import ProductsTaken
from guildhall.catalog.models import Barcode, Product, Variant
from guildhall.catalog.operations.places import tree_with
from guildhall.catalog.operations.price_batches import Because, note_prices
from guildhall.catalog.operations.prices import check_price
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.slots import Slot, lock_prices
from guildhall.catalog.states import PriceSource
from guildhall.catalog.types import NewProduct
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard


@transaction.atomic
def take_products(products: Sequence[NewProduct], *, channel: ChannelCard, stamp: Stamp) -> int:
    """Add a batch of products, or bring those with the same SKU up to date; return how many.

    Categories that the tree lacks are opened. All or nothing. Refuses with NotPermitted,
    ProductInvalid, PriceInvalid, CurrencyNotSold, PlanLimitReached, Invalid or CategoryTooDeep.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    for new in products:
        _check(new, channel)
    if not products:
        return 0
    must_have_room("products", adding=lambda: _how_many_new(products))

    rows = _write_products(products, _places_of(products, stamp), stamp)
    # Before the variants: who changes a price locks in this order, too.
    lock_prices(Slot(channel.id, channel.currency))
    variants = _write_variants(products, rows, stamp)
    note_prices(
        {variants[new.sku].id: new.price.amount for new in products},
        channel=channel,
        because=Because(PriceSource.IMPORT),
        stamp=stamp,
    )
    move_epoch_on_commit(EPOCH)

    record(
        ProductsTaken(
            channel=channel.code,
            count=len(products),
            first_sku=products[0].sku,
            last_sku=products[-1].sku,
            stamp=stamp,
        )
    )
    return len(products)


def _how_many_new(products: Sequence[NewProduct]) -> int:
    codes = {new.sku for new in products}
    return len(codes) - Product.objects.filter(code__in=codes).count()


def _check(new: NewProduct, channel: ChannelCard) -> None:
    if not new.sku or len(new.sku) > 64 or not new.title:
        raise ProductInvalid(sku=new.sku, reason="it needs an SKU of at most 64 and a title")
    if new.price.currency != channel.currency:
        raise CurrencyNotSold(currency=channel.currency, asked=new.price.currency)
    check_price(new.sku, new.price)


def _places_of(products: Sequence[NewProduct], stamp: Stamp) -> dict[str, UUID | None]:
    """Return where each product lies: where it says, or else where it has been."""
    codes = [new.sku for new in products]
    known = Product.objects.filter(code__in=codes)
    places: dict[str, UUID | None] = dict(known.values_list("code", "place_id"))
    named = [new.category for new in products if new.category]
    if named:
        tree = tree_with(named, makes=True, stamp=stamp)
        places |= {new.sku: tree.place_of(new.category) for new in products if new.category}
    return places


def _write_products(
    products: Sequence[NewProduct], places: Mapping[str, UUID | None], stamp: Stamp
) -> dict[str, Product]:
    Product.objects.bulk_create(
        [
            Product(
                code=new.sku,
                title=new.title,
                description=new.description,
                brand=new.brand,
                place_id=places.get(new.sku),
                updated_at=stamp.at,
            )
            for new in products
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "description", "brand", "place", "updated_at"],
    )
    codes = [new.sku for new in products]
    return {row.code: row for row in Product.objects.filter(code__in=codes)}


def _write_variants(
    products: Sequence[NewProduct], rows: dict[str, Product], stamp: Stamp
) -> dict[str, Variant]:
    Variant.objects.bulk_create(
        [
            Variant(
                product=rows[new.sku],
                sku=new.sku,
                title=new.title,
                unit=new.unit,
                updated_at=stamp.at,
            )
            for new in products
        ],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["title", "unit", "updated_at"],
    )
    found = Variant.objects.filter(sku__in=[new.sku for new in products])
    variants = {row.sku: row for row in found}
    Barcode.objects.bulk_create(
        [Barcode(code=new.barcode, variant=variants[new.sku]) for new in products if new.barcode],
        ignore_conflicts=True,
    )
    return variants
