"""Products as those who look after them see them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guildhall.catalog.models import Listing, Price, Product, Variant
from guildhall.catalog.queries.variants import find_variants
from guildhall.catalog.types import ProductFilter, ProductRow
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
        rows = rows.filter(sold_within(chosen.scopes))
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
        case _:
            pass
    return Q() if chosen.updated_since is not None else Q(archived_at__isnull=True)


def _below(category: str) -> Q:
    """Return what lies in a category, or anywhere under it: its code is a step of their paths."""
    return Q(place__path__contains=f"/{category}/")


def sold_within(scopes: Sequence[str]) -> Q:
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
