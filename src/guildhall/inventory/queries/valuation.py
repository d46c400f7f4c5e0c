"""What stock is worth, now or at the end of a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from guildhall.catalog.queries import find_variants
from guildhall.inventory.models import ItemValue, Movement, StockLevel, ValueEntry
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.queries.unvalued import count_waiting, house_currency
from guildhall.inventory.states import Bucket
from guildhall.inventory.types import ValueFilter, ValueLine, ValueReport, ValueSum
from guildhall.kernel.money import Money

NOTHING = Decimal(0)
SMALLEST = Decimal("0.000001")

type Costs = dict[tuple[UUID, str], Decimal]


def value_lines(chosen: ValueFilter) -> Iterator[ValueLine]:
    """Yield what lies where and what it is worth on average, by location and SKU.

    Of a day: what had been recorded by its end (UTC). Values are exact to six decimals, so that
    the lines add up to their sums.
    """
    currency = house_currency()
    costs = _costs(chosen.day)
    rows = _levels(chosen)
    then = _quantities(chosen.day) if chosen.day else None
    for row in rows.iterator(chunk_size=2_000):
        key, variant, on_hand, *words, owner = row
        quantity = on_hand if then is None else then.get(key, NOTHING)
        if not quantity:
            continue
        cost = costs.get((variant, owner), NOTHING)
        value = (quantity * cost).quantize(SMALLEST)
        sku, title, category, location = words
        yield ValueLine(
            sku=sku,
            title=title,
            category=category or "",
            location=location,
            owner=owner,
            quantity=quantity,
            unit_cost=cost.quantize(SMALLEST),
            value=Money(value, currency),
        )


def value_report(chosen: ValueFilter) -> ValueReport:
    """Return what stock is worth, by location and by category."""
    places: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    categories: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    total = NOTHING
    for line in value_lines(chosen):
        total += line.value.amount
        for sums in (places[line.location], categories[line.category]):
            sums[0] += line.quantity
            sums[1] += line.value.amount
    currency = house_currency()
    return ValueReport(
        day=chosen.day,
        total=Money(total, currency),
        by_location=_sums(places, currency),
        by_category=_sums(categories, currency),
        waiting=count_waiting(),
    )


def _sums(found: dict[str, list[Decimal]], currency: str) -> tuple[ValueSum, ...]:
    by_value = sorted(found.items(), key=lambda each: (-each[1][1], each[0]))
    return tuple(
        ValueSum(name, quantity, Money(value, currency)) for name, (quantity, value) in by_value
    )


def _levels(chosen: ValueFilter) -> QuerySet[StockLevel, tuple[Any, ...]]:
    rows = StockLevel.objects.order_by("location__code", "variant__sku", "owner", "id")
    if chosen.scopes:
        rows = rows.filter(location__in=places_within(chosen.scopes))
    if chosen.location:
        rows = rows.filter(location__code=chosen.location)
    if chosen.category:
        rows = rows.filter(variant__product__place__path__startswith=chosen.category)
    if chosen.text:
        rows = rows.filter(variant__in=find_variants(chosen.text))
    if chosen.day is None:
        rows = rows.filter(on_hand__gt=0)
    words = ("variant__sku", "variant__title", "variant__product__place__title", "location__code")
    return rows.values_list("id", "variant_id", "on_hand", *words, "owner")


def _quantities(day: date) -> dict[UUID, Decimal]:
    rows = Movement.objects.filter(bucket=Bucket.ON_HAND, recorded_at__lt=_end(day)).order_by()
    return dict(rows.values_list("level").annotate(total=Sum("quantity")))


def _costs(day: date | None) -> Costs:
    """Return what one of each cost on average, now or at the end of a day."""
    found: Iterable[tuple[Any, ...]]
    if day is None:
        rows = ItemValue.objects.filter(quantity__gt=0)
        found = rows.values_list("variant", "owner", "quantity", "value")
    else:
        # A correction counts from when it was made: what was said of a day stays said.
        then = ValueEntry.objects.filter(
            Q(is_correction=False, movement__recorded_at__lt=_end(day))
            | Q(is_correction=True, recorded_at__lt=_end(day))
        ).order_by()
        found = then.values_list("variant", "movement__level__owner").annotate(
            quantity=Sum("quantity"), worth=Sum("value")
        )
    return {(row[0], row[1]): row[3] / row[2] for row in found if row[2] > 0}


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), UTC)
