"""Prices side by side, and all that stands of one variant."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.models import Price, Variant, VariantCost
from guildhall.catalog.queries.price_lists import price_lists_of
from guildhall.catalog.queries.pricing import about_q, tax_rates
from guildhall.catalog.queries.variants import find_variants
from guildhall.catalog.rules.pricing import margin_of
from guildhall.catalog.states import CostBasis, PriceSource
from guildhall.catalog.types.matrix import Cell, Matrix, MatrixFilter, MatrixRow
from guildhall.catalog.types.price_lists import PriceListCard
from guildhall.catalog.types.prices import PriceLine
from guildhall.catalog.types.strategies import About
from guildhall.kernel.money import Money
from guildhall.kernel.paging import page_of
from guildhall.organization.types import ChannelCard

MOST = 10_001
MOST_LISTS = 8
OWN = "-"
"""How a filter names the channel's own prices."""

type _Place = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read of the variants of a page."""

    cells: Mapping[_Place, list[Price]]
    planned: Counter[_Place]
    costs: Mapping[UUID, VariantCost]
    taxes: Mapping[UUID, Decimal | None]


def get_matrix(
    chosen: MatrixFilter,
    *,
    channel: ChannelCard,
    lists: Collection[str] = (),
    at: datetime,
    cursor: str | None = None,
) -> Matrix:
    """Return one page of what variants cost on a channel and its lists, by SKU. Seven statements.

    Without `lists`, the first eight that count now, or will. Refuses with CursorInvalid.
    """
    columns = _columns(channel, lists, at=at)
    page = page_of(
        _chosen(chosen, channel),
        key=("sku", "id"),
        cursor=cursor,
        limit=50,
        to=lambda row: row,
        newest_first=False,
    )
    found = _found([row.id for row in page.items], channel=channel, at=at)
    rows = tuple(_row(each, columns=columns, found=found, channel=channel) for each in page.items)
    return Matrix(rows, tuple(filter(None, columns)), page.next_cursor)


def count_matrix(chosen: MatrixFilter, *, channel: ChannelCard) -> int:
    """Return how many variants a filter shows, counting no further than 10,001."""
    return _chosen(chosen, channel)[:MOST].count()


def get_prices(sku: str, *, channel: ChannelCard) -> tuple[PriceLine, ...]:
    """Return every price of a variant on a channel that counts or will: own ones, then by list.

    Refuses with ProductNotFound.
    """
    variant = Variant.objects.filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)
    standing = _standing([variant.id], channel=channel)
    coming = Price.objects.filter(
        variant=variant, channel_id=channel.id, valid_from__gt=Now()
    ).select_related("price_list")
    rows = sorted(
        [*standing, *coming],
        key=lambda row: (
            row.price_list.code if row.price_list else "",
            row.min_quantity,
            row.valid_from.timestamp() if row.valid_from else 0,
        ),
    )
    return tuple(line_of(row, sku=sku, channel=channel.code) for row in rows)


def price_history(
    sku: str, *, channel: ChannelCard, price_list: str, limit: int = 50
) -> tuple[PriceLine, ...]:
    """Return the latest prices of a variant in one place, whatever their quantity."""
    rows = Price.objects.select_related("price_list").filter(
        variant__sku=sku, channel_id=channel.id
    )
    held = rows.filter(price_list__code=price_list) if price_list else rows.filter(price_list=None)
    ordered = held.order_by(F("valid_from").desc(nulls_last=True), "min_quantity")
    return tuple(line_of(row, sku=sku, channel=channel.code) for row in ordered[:limit])


def line_of(row: Price, *, sku: str, channel: str) -> PriceLine:
    """Return a price as others see it; its list was read with it."""
    return PriceLine(
        id=row.id,
        sku=sku,
        channel=channel,
        price_list=row.price_list.code if row.price_list else "",
        price=Money(row.amount, row.currency),
        min_quantity=row.min_quantity,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=PriceSource(row.source),
        reference=row.source_reference,
        cost=Money(row.cost, row.currency) if row.cost is not None else None,
    )


def _columns(
    channel: ChannelCard, lists: Collection[str], *, at: datetime
) -> tuple[PriceListCard | None, ...]:
    """Return the columns: none for the channel's own prices, then its lists."""
    held = price_lists_of(channel.code)
    if lists:
        return (None, *(card for card in held if card.code in lists))
    alive = [card for card in held if card.is_active and (not card.ends_at or card.ends_at > at)]
    return (None, *alive[:MOST_LISTS])


def _chosen(chosen: MatrixFilter, channel: ChannelCard) -> QuerySet[Variant]:
    rows = Variant.objects.filter(archived_at__isnull=True)
    if chosen.text:
        rows = rows.filter(pk__in=find_variants(chosen.text))
    categories = (chosen.category,) if chosen.category else ()
    brands = (chosen.brand,) if chosen.brand else ()
    rows = rows.filter(about_q(About(categories, brands)))
    if chosen.gaps:
        rows = rows.exclude(Exists(_in_place(chosen.gaps, channel)))
    return rows


def _in_place(name: str, channel: ChannelCard) -> QuerySet[Price]:
    prices = Price.objects.filter(_COUNTS, variant=OuterRef("pk"), channel_id=channel.id)
    if name == OWN:
        return prices.filter(price_list__isnull=True)
    return prices.filter(price_list__code=name)


_COUNTS = (Q(valid_from__isnull=True) | Q(valid_from__lte=Now())) & (
    Q(valid_to__isnull=True) | Q(valid_to__gt=Now())
)


def _standing(variants: Collection[UUID], *, channel: ChannelCard) -> QuerySet[Price]:
    """Return the price in force in every place of these variants."""
    rows = Price.objects.filter(_COUNTS, variant__in=variants, channel_id=channel.id)
    places = ("variant_id", "price_list_id", "min_quantity", "currency")
    newest = rows.order_by(*places, F("valid_from").desc(nulls_last=True))
    return newest.distinct(*places).select_related("price_list")


def _cells(variants: Collection[UUID], *, channel: ChannelCard) -> dict[_Place, list[Price]]:
    found: dict[_Place, list[Price]] = {}
    for row in _standing(variants, channel=channel):
        code = row.price_list.code if row.price_list else ""
        found.setdefault((row.variant_id, code), []).append(row)
    return found


def _planned(variants: Collection[UUID], *, channel: ChannelCard) -> Counter[_Place]:
    coming = Price.objects.filter(
        variant__in=variants, channel_id=channel.id, valid_from__gt=Now()
    ).values_list("variant_id", "price_list__code")
    counted = coming.annotate(n=Count("id"))
    return Counter({(variant, code or ""): n for variant, code, n in counted})


def _found(variants: Collection[UUID], *, channel: ChannelCard, at: datetime) -> _Found:
    day = channel.business_date(at)
    costs = VariantCost.objects.filter(variant__in=variants, basis=CostBasis.AVERAGE.value)
    return _Found(
        cells=_cells(variants, channel=channel),
        planned=_planned(variants, channel=channel),
        costs={row.variant_id: row for row in costs},
        taxes=tax_rates(variants, channel=channel, day=day) if channel.prices_include_tax else {},
    )


def _row(
    variant: Variant,
    *,
    columns: Collection[PriceListCard | None],
    found: _Found,
    channel: ChannelCard,
) -> MatrixRow:
    cost = found.costs.get(variant.id)
    return MatrixRow(
        variant_id=variant.id,
        sku=variant.sku,
        title=variant.title,
        cost=Money(cost.amount, cost.currency) if cost else None,
        cost_noted_at=cost.noted_at if cost else None,
        cells=tuple(_cell(variant, held, found=found, channel=channel) for held in columns),
    )


def _cell(
    variant: Variant, held: PriceListCard | None, *, found: _Found, channel: ChannelCard
) -> Cell:
    code, currency = (held.code, held.currency) if held else ("", channel.currency)
    place = (variant.id, code)
    rows = found.cells.get(place, ())
    first = next((row for row in rows if not row.min_quantity), None)
    return Cell(
        price_list=code,
        currency=currency,
        line=line_of(first, sku=variant.sku, channel=channel.code) if first else None,
        margin=_margin(first, found) if first else None,
        tiers=sum(1 for row in rows if row.min_quantity),
        planned=found.planned[place],
    )


def _margin(price: Price, found: _Found) -> Decimal | None:
    """Return what a price leaves, where its cost is known in its currency."""
    cost = found.costs.get(price.variant_id)
    if cost is None or cost.currency != price.currency:
        return None
    tax_rate = found.taxes.get(price.variant_id) or Decimal(0)
    return margin_of(price.amount, cost.amount, tax_rate=tax_rate)
