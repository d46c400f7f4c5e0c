"""The tree of goods, with how much lies where."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from guildhall.catalog.errors import CategoryNotFound
from guildhall.catalog.models import Attribute, Category, Product
from guildhall.catalog.queries.goods import sold_within
from guildhall.catalog.types import CategoryCard


def list_categories(*, scopes: tuple[str, ...] = ()) -> tuple[CategoryCard, ...]:
    """Return the whole tree as people read it. Three statements.

    Products are counted within a reach; all of them where it is empty.
    """
    rows = list(Category.objects.select_related("parent"))
    products = Product.objects.filter(archived_at__isnull=True, place__isnull=False).order_by()
    if scopes:
        products = products.filter(sold_within(scopes))
    here: dict[UUID, int] = dict(products.values_list("place").annotate(n=Count("id")))
    stated = Attribute.objects.filter(archived_at__isnull=True, category__isnull=False).order_by()
    attributes: dict[UUID, int] = dict(stated.values_list("category").annotate(n=Count("id")))
    below = _below(rows, here)
    children: dict[UUID | None, int] = {}
    for row in rows:
        children[row.parent_id] = children.get(row.parent_id, 0) + 1
    return tuple(
        CategoryCard(
            id=row.id,
            code=row.code,
            title=row.title,
            parent=row.parent.code if row.parent else "",
            path=row.path,
            position=row.position,
            updated_at=row.updated_at,
            here=here.get(row.id, 0),
            below=below[row.path],
            attributes=attributes.get(row.id, 0),
            children=children.get(row.id, 0),
        )
        for row in _as_read(rows)
    )


def get_category(code: str, *, scopes: tuple[str, ...] = ()) -> CategoryCard:
    """Return one place in the tree. Refuses with CategoryNotFound."""
    found = next((card for card in list_categories(scopes=scopes) if card.code == code), None)
    if found is None:
        raise CategoryNotFound(code=code)
    return found


def category_choices() -> tuple[tuple[str, str], ...]:
    """Return (code, title) of all categories, indented as they lie. One statement."""
    rows = list(Category.objects.all())
    return tuple(
        (row.code, "— " * (row.path.count("/") - 2) + row.title) for row in _as_read(rows)
    )


def _below(rows: Iterable[Category], here: dict[UUID, int]) -> dict[str, int]:
    """Return how many products lie in each path and under it."""
    sums: dict[str, int] = {}
    for row in rows:
        steps = row.path.strip("/").split("/")
        for depth in range(1, len(steps) + 1):
            path = f"/{'/'.join(steps[:depth])}/"
            sums[path] = sums.get(path, 0) + here.get(row.id, 0)
    return sums


def _as_read(rows: list[Category]) -> list[Category]:
    """Return the tree from its root down, brothers by position and title."""
    by_path = {row.path: row for row in rows}

    def key(row: Category) -> list[tuple[int, str, str]]:
        steps = row.path.strip("/").split("/")
        paths = (f"/{'/'.join(steps[: i + 1])}/" for i in range(len(steps)))
        return [(by_path[p].position, by_path[p].title, by_path[p].code) for p in paths]

    return sorted(rows, key=key)
