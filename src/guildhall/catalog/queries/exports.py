"""Products as rows of a file that could come in again, a batch in memory at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.catalog.models import (
    Barcode,
    Category,
    Option,
    Product,
    Variant,
    VariantOption,
)
from guildhall.catalog.queries.goods import chosen_products
from guildhall.catalog.queries.price_lists import price_lists_of
from guildhall.catalog.queries.prices import standing_prices
from guildhall.catalog.queries.slots import Slot
from guildhall.catalog.types import PriceListCard, ProductFilter
from guildhall.catalog.types.prices import plain
from guildhall.kernel.stamp import Actor
from guildhall.organization.types import ChannelCard

AT_ONCE = 500
MOST_AXES = 60
HEADINGS = (
    "SKU",
    "Product code",
    "Title",
    "Variant title",
    "Description",
    "Brand",
    "Category",
    "Tax class",
    "Unit",
    "Weight grams",
    "Barcodes",
)
# What each heading holds where the file comes in again is guessed by its name: rules.columns.


@dataclass(frozen=True, slots=True)
class Export:
    """What a file of products will hold: its columns, and how many products."""

    headings: tuple[str, ...]
    count: int
    rows: Iterator[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Columns:
    axes: tuple[str, ...]
    channel: ChannelCard | None
    lists: Sequence[PriceListCard]
    at: datetime

    @property
    def places(self) -> tuple[Slot, ...]:
        """Where the prices of this file stand."""
        if self.channel is None:
            return ()
        own = Slot(self.channel.id, self.channel.currency)
        return (own, *(Slot(self.channel.id, each.currency, each.id) for each in self.lists))


def export_products(
    chosen: ProductFilter, *, channel: ChannelCard | None, actor: Actor, at: datetime
) -> Export:
    """Return exactly what a filter shows, with the prices in force on one channel.

    Taken in again at once, it changes nothing.

    Its price lists are told to those who may see them. Refuses with NotPermitted.
    """
    scopes = actor.reach("catalog:export")
    products = chosen_products(chosen)
    axes = Option.objects.filter(product__in=products.order_by().values("id"))
    names = axes.order_by("name").values_list("name", flat=True).distinct()
    seen = channel if channel and _reaches(scopes, channel) else None
    lists: list[PriceListCard] = []
    if seen and actor.may("prices:view", scope=seen.scopes):
        lists = [each for each in price_lists_of(seen.code) if each.is_active]
        lists.sort(key=lambda each: each.code)
    columns = _Columns(tuple(names[:MOST_AXES]), seen, lists, at)
    headings = (
        *HEADINGS,
        *(f"Option: {name}" for name in columns.axes),
        *(("Price",) if seen else ()),
        *(f"Price: {each.code}" for each in lists),
    )
    return Export(headings, products.count(), _rows(chosen, columns))


def _reaches(scopes: Sequence[str], channel: ChannelCard) -> bool:
    return not scopes or any(scope in scopes for scope in channel.scopes)


def _rows(chosen: ProductFilter, columns: _Columns) -> Iterator[tuple[str, ...]]:
    titles = _paths()
    after = ""
    while True:
        products = chosen_products(chosen).filter(code__gt=after).select_related("tax_class")
        batch = list(products.order_by("code")[:AT_ONCE])
        if not batch:
            return
        yield from _of(batch, columns, titles)
        after = batch[-1].code


def _of(
    products: Sequence[Product], columns: _Columns, titles: Mapping[UUID, str]
) -> Iterator[tuple[str, ...]]:
    variants = _variants(products)
    ids = [variant.id for each in variants.values() for variant in each]
    barcodes, options = _barcodes(ids), _options(ids)
    prices = _prices(ids, columns)
    for product in products:
        for variant in variants[product.id]:
            own = prices[variant.id]
            yield (
                variant.sku,
                product.code,
                product.title,
                variant.title,
                product.description,
                product.brand,
                titles.get(product.place_id, "") if product.place_id else "",
                product.tax_class.code if product.tax_class else "",
                variant.unit,
                str(variant.weight_grams or ""),
                "; ".join(barcodes[variant.id]),
                *(options[variant.id].get(name, "") for name in columns.axes),
                *((own.get(None, ""),) if columns.channel else ()),
                *(own.get(each.id, "") for each in columns.lists),
            )


def _variants(products: Sequence[Product]) -> defaultdict[UUID, list[Variant]]:
    """Return the variants of products; archived ones where the product is archived itself."""
    found: defaultdict[UUID, list[Variant]] = defaultdict(list)
    archived = {product.id for product in products if product.archived_at is not None}
    rows = Variant.objects.filter(product__in=[product.id for product in products])
    for variant in rows.order_by("position", "sku"):
        if variant.archived_at is None or variant.product_id in archived:
            found[variant.product_id].append(variant)
    return found


def _barcodes(ids: Sequence[UUID]) -> defaultdict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = Barcode.objects.filter(variant__in=ids).order_by("is_legacy", "factor", "code")
    for variant, code in rows.values_list("variant_id", "code"):
        found[variant].append(code)
    return found


def _options(ids: Sequence[UUID]) -> defaultdict[UUID, dict[str, str]]:
    found: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    rows = VariantOption.objects.filter(variant__in=ids)
    for variant, name, value in rows.values_list("variant_id", "option__name", "value__value"):
        found[variant][name] = value
    return found


def _prices(ids: Sequence[UUID], columns: _Columns) -> defaultdict[UUID, dict[UUID | None, str]]:
    """Return the prices in force by list; None is the channel's own."""
    found: defaultdict[UUID, dict[UUID | None, str]] = defaultdict(dict)
    for place in columns.places:
        for variant, amount in standing_prices(place, ids, at=columns.at).items():
            found[variant][place.price_list_id] = plain(amount)
    return found


def _paths() -> dict[UUID, str]:
    """Return each category as its titles from the root: "Food > Fruit"."""
    titles: dict[str, str] = {}
    found: dict[UUID, str] = {}
    rows = Category.objects.order_by("path").values_list("id", "path", "title")
    for key, path, title in rows:
        above = titles.get(path.rstrip("/").rpartition("/")[0] + "/", "")
        titles[path] = f"{above} > {title}" if above else title
        found[key] = titles[path]
    return found
