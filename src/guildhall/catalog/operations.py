"""Everything that changes the catalogue."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from guildhall.catalog.errors import CurrencyNotSold, ProductInvalid, ProductNotFound
from guildhall.catalog.events import CopyWritten, PriceChanged, ProductsTaken
from guildhall.catalog.models import Barcode, Price, Product, SiteCopy, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.types import NewProduct
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard, SiteCard

HIGHEST_PRICE = 10**10


@transaction.atomic
def take_products(products: Sequence[NewProduct], *, channel: ChannelCard, stamp: Stamp) -> int:
    """Add a batch of products, or bring those with the same SKU up to date; return how many.

    All or nothing. Refuses with NotPermitted, ProductInvalid, CurrencyNotSold or
    PlanLimitReached.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    for new in products:
        _check(new, channel)
    if not products:
        return 0
    must_have_room("products", adding=lambda: _how_many_new(products))

    rows = _write_products(products, stamp)
    variants = _write_variants(products, rows, stamp)
    _write_prices(products, variants, channel)
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


@transaction.atomic
def change_price(sku: str, *, price: Money, channel: ChannelCard, stamp: Stamp) -> None:
    """Set what a variant costs on a channel.

    Refuses with NotPermitted, ProductInvalid, CurrencyNotSold or ProductNotFound.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    _check_price(sku, price, channel)
    variant = Variant.objects.select_for_update().filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)

    row, new = Price.objects.get_or_create(
        variant=variant,
        channel_id=channel.id,
        currency=price.currency,
        defaults={"amount": price.amount},
    )
    changes: Changes = (
        {"amount": [None, str(price.amount)]} if new else edit(row, amount=price.amount)
    )
    row.save(update_fields=["amount"])
    variant.updated_at = stamp.at
    variant.save(update_fields=["updated_at"])
    move_epoch_on_commit(EPOCH)

    record(
        PriceChanged(
            sku=sku,
            channel=channel.code,
            currency=price.currency,
            amount=str(price.amount),
            stamp=stamp,
        ),
        changes=changes,
    )


@transaction.atomic
def write_site_copy(
    sku: str, *, site: SiteCard, title: str, description: str, stamp: Stamp
) -> None:
    """Say what one site tells about a product. Refuses with ProductNotFound."""
    stamp.by.must("catalog:edit", scope=site.channel.scopes)
    variant = Variant.objects.filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)

    said = {"title": title, "description": description}
    row, new = SiteCopy.objects.get_or_create(
        product_id=variant.product_id, site_id=site.id, defaults=said
    )
    changes: Changes = (
        {name: [None, text] for name, text in said.items()} if new else edit(row, **said)
    )
    row.save(update_fields=[*said])
    move_epoch_on_commit(EPOCH)

    record(CopyWritten(sku=sku, site=site.number, stamp=stamp), changes=changes)


def _how_many_new(products: Sequence[NewProduct]) -> int:
    codes = {new.sku for new in products}
    return len(codes) - Product.objects.filter(code__in=codes).count()


def _check(new: NewProduct, channel: ChannelCard) -> None:
    if not new.sku or len(new.sku) > 64 or not new.title:
        raise ProductInvalid(sku=new.sku, reason="it needs an SKU of at most 64 and a title")
    if not new.tax_rate.is_finite() or not Decimal(0) <= new.tax_rate < 1:
        raise ProductInvalid(sku=new.sku, reason="its tax rate is a part of one")
    _check_price(new.sku, new.price, channel)


def _check_price(sku: str, price: Money, channel: ChannelCard) -> None:
    if price.currency != channel.currency:
        raise CurrencyNotSold(currency=channel.currency, asked=price.currency)
    if not price.amount.is_finite() or not 0 <= price.amount < HIGHEST_PRICE:
        raise ProductInvalid(sku=sku, reason="its price is not from zero to ten billion")


def _write_products(products: Sequence[NewProduct], stamp: Stamp) -> dict[str, Product]:
    Product.objects.bulk_create(
        [
            Product(
                code=new.sku,
                title=new.title,
                description=new.description,
                brand=new.brand,
                category=new.category,
                tax_rate=new.tax_rate,
                updated_at=stamp.at,
            )
            for new in products
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "description", "brand", "category", "tax_rate", "updated_at"],
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


def _write_prices(
    products: Sequence[NewProduct], variants: dict[str, Variant], channel: ChannelCard
) -> None:
    Price.objects.bulk_create(
        [
            Price(
                variant=variants[new.sku],
                channel_id=channel.id,
                currency=channel.currency,
                amount=new.price.amount,
            )
            for new in products
        ],
        update_conflicts=True,
        unique_fields=[
            "variant",
            "channel",
            "currency",
            "price_list",
            "min_quantity",
            "valid_from",
        ],
        update_fields=["amount"],
    )
