"""Attributes, and what products state of them."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet

from guildhall.catalog.errors import AttributeNotFound
from guildhall.catalog.models import Attribute, AttributeChoice, AttributeValue, Product, Variant
from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeCard, Choice, Stated


def list_attributes(*, archived: bool = False) -> tuple[AttributeCard, ...]:
    """Return the attributes that can be stated, or those that were archived. Three statements."""
    rows = Attribute.objects.filter(archived_at__isnull=not archived)
    counted = AttributeValue.objects.order_by().values_list("attribute")
    used = dict(counted.annotate(n=Count("product", distinct=True)))
    return _cards(rows, used)


def get_attribute(code: str) -> AttributeCard:
    """Return an attribute with its choices. Refuses with AttributeNotFound."""
    found = _cards(Attribute.objects.filter(code=code), {})
    if not found:
        raise AttributeNotFound(code=code)
    return found[0]


def stated_of(product: UUID) -> tuple[Stated, ...]:
    """Return what a product and its variants state, and what they could. Four statements.

    An attribute that was archived, or is of another part of the tree, shows while it has values.
    """
    row = Product.objects.select_related("place").get(id=product)
    cards = {card.id: card for card in _cards(Attribute.objects.all(), {})}
    values = _values(product)
    variants = Variant.objects.filter(product=product, archived_at__isnull=True)
    skus: dict[UUID | None, str] = {}
    skus.update(variants.order_by("position", "sku").values_list("id", "sku"))
    path = row.place.path if row.place else ""
    found = []
    for card in cards.values():
        applies = not card.is_archived and path.startswith(card.category_path)
        owners = skus if card.of_variants else {None: ""}
        for owner, sku in owners.items():
            given = values.get((card.id, owner), ())
            if applies or given:
                found.append(Stated(card, sku, given))
    return tuple(found)


def missing_of(product: Product) -> tuple[str, ...]:
    """Return the titles of the attributes that a product must state, and does not."""
    needed = Attribute.objects.filter(archived_at__isnull=True, is_required=True)
    if not needed.exists():
        return ()
    lacking = [each.attribute.title for each in stated_of(product.id) if each.is_missing]
    return tuple(dict.fromkeys(lacking))


def _values(product: UUID) -> dict[tuple[UUID, UUID | None], tuple[str, ...]]:
    rows = AttributeValue.objects.filter(product=product).select_related("choice")
    found: dict[tuple[UUID, UUID | None], tuple[str, ...]] = defaultdict(tuple)
    for row in rows.order_by("choice__position", "id"):
        key = (row.attribute_id, row.variant_id)
        found[key] = (*found[key], _told(row))
    return dict(found)


def _told(row: AttributeValue) -> str:
    if row.choice is not None:
        return row.choice.code
    if row.number is not None:
        return f"{row.number.normalize():f}"
    if row.flag is not None:
        return "true" if row.flag else "false"
    return row.day.isoformat() if row.day is not None else row.text


def _cards(rows: QuerySet[Attribute], used: dict[UUID, int]) -> tuple[AttributeCard, ...]:
    found = list(rows.select_related("category").order_by("position", "title", "id"))
    choices = _choices(row.id for row in found)
    return tuple(
        AttributeCard(
            id=row.id,
            code=row.code,
            title=row.title,
            type=AttributeType(row.type),
            unit=row.unit,
            category=row.category.code if row.category else "",
            category_path=row.category.path if row.category else "",
            category_title=row.category.title if row.category else "",
            is_required=row.is_required,
            of_variants=row.of_variants,
            least=_plain(row.least),
            most=_plain(row.most),
            position=row.position,
            is_archived=row.archived_at is not None,
            choices=choices.get(row.id, ()),
            used=used.get(row.id, 0),
        )
        for row in found
    )


def _choices(attributes: Iterable[UUID]) -> dict[UUID, tuple[Choice, ...]]:
    rows = AttributeChoice.objects.filter(attribute__in=list(attributes))
    found: dict[UUID, tuple[Choice, ...]] = defaultdict(tuple)
    for row in rows.order_by("position", "code"):
        found[row.attribute_id] = (*found[row.attribute_id], Choice(row.code, row.title))
    return dict(found)


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()
