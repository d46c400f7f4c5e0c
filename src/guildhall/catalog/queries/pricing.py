"""What a strategy has to know of the goods it prices."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from guildhall.catalog.models import (
    PriceList,
    PriceStrategy,
    Variant,
    VariantCost,
)
from guildhall.catalog.types.strategies import About, Goods, Market, Rate
from guildhall.kernel.money import Money
from guildhall.organization.types import ChannelCard

_TAXES = """
SELECT variant.id, CASE WHEN product.tax_class_id IS NULL THEN 0 ELSE (
    SELECT rate.rate FROM catalog_taxrate AS rate
    WHERE rate.tax_class_id = product.tax_class_id
      AND rate.region IN ('', %s) AND rate.valid_from <= %s
    ORDER BY rate.region DESC, rate.valid_from DESC LIMIT 1
) END
FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
WHERE variant.id = ANY(%s)
"""
_RATES = """
SELECT DISTINCT ON (base, quote, source) base, quote, source, rate, day
FROM catalog_exchangerate WHERE day <= %s ORDER BY base, quote, source, day DESC
"""


def about_q(about: About) -> Q:
    """Return the condition that a variant is among the goods of a strategy."""
    found = Q()
    if about.categories:
        below = Q()
        for code in about.categories:
            below |= Q(product__place__path__contains=f"/{code}/")
        found &= below
    if about.brands:
        found &= Q(product__brand__in=about.brands)
    if about.skus:
        found &= Q(sku__in=about.skus)
    return found


def goods_of(strategy: PriceStrategy) -> QuerySet[Variant]:
    """Return the variants that a strategy prices: those that none before it does."""
    rows = Variant.objects.filter(
        about_q(About.of(strategy.about)), archived_at__isnull=True, is_active=True
    )
    for earlier in strategies_of(strategy.price_list_id):
        if earlier.id == strategy.id:
            break
        rows = rows.exclude(about_q(About.of(earlier.about)))
    return rows


def strategies_of(price_list: UUID) -> list[PriceStrategy]:
    """Return the strategies in use for a list, in the order in which they are asked."""
    found = PriceStrategy.objects.filter(price_list=price_list, is_active=True)
    return list(found.order_by("position", "code"))


def strategy_for(variant: UUID, *, price_list: UUID) -> PriceStrategy | None:
    """Return the strategy that prices a variant on a list, if one does."""
    for strategy in strategies_of(price_list):
        if Variant.objects.filter(about_q(About.of(strategy.about)), pk=variant).exists():
            return strategy
    return None


def market_of(price_list: PriceList, *, channel: ChannelCard, day: date) -> Market:
    """Return where prices of a list are to be good, with the rates last noted by that day."""
    with connection.cursor() as cursor:
        cursor.execute(_RATES, [day])
        rates = {
            (base, quote, source): Rate(rate, noted)
            for base, quote, source, rate, noted in cursor.fetchall()
        }
    return Market(price_list.currency, channel.prices_include_tax, day, rates)


def describe_goods(
    variants: Iterable[Variant], *, basis: str, channel: ChannelCard, day: date
) -> dict[UUID, Goods]:
    """Return what a strategy has to know of each of these variants, in two statements."""
    rows = {variant.id: variant for variant in variants}
    costs = {
        cost.variant_id: Money(cost.amount, cost.currency)
        for cost in VariantCost.objects.filter(variant__in=rows, basis=basis)
    }
    taxes = tax_rates(rows, channel=channel, day=day)
    return {
        key: Goods(costs.get(key), row.weight_grams, taxes.get(key)) for key, row in rows.items()
    }


def tax_rates(
    variants: Iterable[UUID], *, channel: ChannelCard, day: date
) -> Mapping[UUID, Decimal | None]:
    """Return the tax on each variant; None where its class has no rate in the region."""
    with connection.cursor() as cursor:
        cursor.execute(_TAXES, [channel.tax_region, day, list(variants)])
        return dict(cursor.fetchall())
