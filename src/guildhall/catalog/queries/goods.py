"""Products as those who look after them see them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.models import Listing, Option, Price, Product, Variant, VariantOption
from guildhall.catalog.queries.variants import find_variants
from guildhall.catalog.rules import grids
from guildhall.catalog.types import Axis, ProductDetail, ProductFilter, ProductRow, VariantCard
from guildhall.kernel.paging import Page, page_of

EVERY_PRODUCT = ProductFilter()
MOST = 10_001


def list_catalog(
    chosen: ProductFilter = EVERY_PRODUCT, *, cursor: str | None = None, limit: int = 50
) -> Page[ProductRow]:
    """Return one page of products, latest change first. Three statements at most.

    What changed since a moment comes in the order of change, archived products with it, so that
    nothing slips by. Refuses with CursorInvalid.
    """
    follows = chosen.updated_since is not None
    rows = chosen_products(chosen).select_related("place")
    page = page_of(
        rows,
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=lambda row: row,
        newest_first=not follows,
    )
    counts = _live_variants([row.id for row in page.items])
    return Page(tuple(row_of(row, counts.get(row.id, 0)) for row in page.items), page.next_cursor)


def count_catalog(chosen: ProductFilter = EVERY_PRODUCT, *, most: int = MOST) -> int:
    """Return how many products a filter shows, counting no further than `most`."""
    return chosen_products(chosen)[:most].count()


def get_product_detail(code: str) -> ProductDetail:
    """Return a product with its options and variants. Refuses with ProductNotFound."""
    return _detail(Product.objects.filter(code=code), code)


def get_product_detail_by_id(product: UUID) -> ProductDetail:
    """Return a product with its options and variants. Refuses with ProductNotFound."""
    return _detail(Product.objects.filter(id=product), str(product))


def scopes_of_product(product: UUID) -> tuple[str, ...]:
    """Return where somebody may hold a role to see a product: where it is priced or listed."""
    priced = Price.objects.filter(variant__product=product)
    listed = Listing.objects.filter(product=product)
    names = ("channel__code", "channel__brand__code")
    rows = priced.values_list(*names).union(listed.values_list(*names))
    found = {
        f"{kind}:{code}"
        for row in rows
        for kind, code in zip(("channel", "brand"), row, strict=True)
        if code
    }
    return tuple(sorted(found))


def row_of(row: Product, variants: int) -> ProductRow:
    return ProductRow(
        id=row.id,
        code=row.code,
        title=row.title,
        brand=row.brand,
        category=row.place.code if row.place else "",
        category_title=row.place.title if row.place else "",
        kind=row.kind,
        variants=variants,
        is_active=row.is_active,
        archived_at=row.archived_at,
        updated_at=row.updated_at,
    )


def chosen_products(chosen: ProductFilter) -> QuerySet[Product]:
    rows = Product.objects.filter(_in_state(chosen))
    if chosen.text:
        text = chosen.text.strip()
        variants = Variant.objects.filter(id__in=find_variants(text)).values("product")
        rows = rows.filter(Q(code__iexact=text) | Q(title__icontains=text) | Q(id__in=variants))
    if chosen.category:
        rows = rows.filter(_below(chosen.category))
    if chosen.brand:
        rows = rows.filter(brand=chosen.brand)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.updated_since is not None:
        rows = rows.filter(updated_at__gte=chosen.updated_since)
    if chosen.scopes:
        rows = rows.filter(_within(chosen.scopes))
    return rows


def _in_state(chosen: ProductFilter) -> Q:
    match chosen.state:
        case "on_sale":
            return Q(archived_at__isnull=True, is_active=True)
        case "off_sale":
            return Q(archived_at__isnull=True, is_active=False)
        case "archived":
            return Q(archived_at__isnull=False)
        case "all":
            return Q()
    return Q() if chosen.updated_since is not None else Q(archived_at__isnull=True)


def _below(category: str) -> Q:
    """Return what lies in a category, or anywhere under it: its code is a step of their paths."""
    return Q(place__path__contains=f"/{category}/")


def _within(scopes: Sequence[str]) -> Q:
    """Return what has a price or a listing on the channels and brands of a reach."""
    of = {
        kind: [s.removeprefix(f"{kind}:") for s in scopes if s.startswith(f"{kind}:")]
        for kind in ("channel", "brand")
    }
    there = Q(channel__code__in=of["channel"]) | Q(channel__brand__code__in=of["brand"])
    priced = Price.objects.filter(there, variant__product=OuterRef("pk"))
    listed = Listing.objects.filter(there, product=OuterRef("pk"))
    return Q(Exists(priced)) | Q(Exists(listed))


def _live_variants(products: Iterable[UUID]) -> dict[UUID, int]:
    rows = Variant.objects.filter(product__in=list(products), archived_at__isnull=True)
    return dict(rows.order_by().values_list("product").annotate(n=Count("id")))


def _detail(rows: QuerySet[Product], named: str) -> ProductDetail:
    row = rows.select_related("place").first()
    if row is None:
        raise ProductNotFound(sku=named)
    variants = list(Variant.objects.filter(product=row).order_by("position", "sku"))
    axes = _axes(row)
    places = _places(row)
    live = sum(variant.archived_at is None for variant in variants)
    return ProductDetail(
        row=row_of(row, live),
        description=row.description,
        options=axes,
        variants=tuple(_variant(variant, places.get(variant.id, ())) for variant in variants),
        missing=max(0, grids.size_of([axis.values for axis in axes]) - len(variants)),
    )


def _axes(product: Product) -> tuple[Axis, ...]:
    rows = Option.objects.filter(product=product).order_by("position", "id")
    found: dict[str, list[str]] = {}
    for name, value in rows.order_by(
        "position", "id", "values__position", "values__id"
    ).values_list("name", "values__value"):
        found.setdefault(name, []).extend([value] if value else [])
    return tuple(Axis(name, tuple(values)) for name, values in found.items())


def _places(product: Product) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Return where each variant stands on each axis, in the order of the axes."""
    rows = VariantOption.objects.filter(variant__product=product).order_by("option__position")
    found: dict[UUID, tuple[tuple[str, str], ...]] = {}
    for variant, option, value in rows.values_list("variant", "option__name", "value__value"):
        found[variant] = (*found.get(variant, ()), (option, value))
    return found


def _variant(row: Variant, options: tuple[tuple[str, str], ...]) -> VariantCard:
    return VariantCard(
        id=row.id,
        sku=row.sku,
        title=row.title,
        unit=row.unit,
        options=options,
        position=row.position,
        tracking=row.tracking,
        weight_grams=row.weight_grams or 0,
        is_active=row.is_active,
        archived_at=row.archived_at,
        updated_at=row.updated_at,
    )
