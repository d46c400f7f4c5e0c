"""What variants cost, as orders ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from guildhall.catalog.errors import CurrencyNotSold, TaxRateMissing, UnknownSku
from guildhall.catalog.models import Price, PriceList
from guildhall.catalog.queries.slots import Slot, in_force
from guildhall.catalog.types import PricedVariant, PriceOrigin
from guildhall.kernel.money import Money
from guildhall.organization.types import ChannelCard

# Which of its prices a variant has, by quantity, moment and group of customers. A list comes
# before the channel's own price, of lists the highest; one for a group before one for everybody;
# then what is for more pieces, then what is newer. `rules.pricing` says the same in Python.
_IN_FORCE = """
    SELECT price.id, price.amount, list.code, price.min_quantity, price.source,
           price.source_reference, price.cost
    FROM catalog_price AS price
    LEFT JOIN catalog_pricelist AS list ON list.id = price.price_list_id
    WHERE price.variant_id = variant.id
      AND price.channel_id = %(channel)s AND price.currency = %(currency)s
      AND price.min_quantity <= asked.quantity
      AND (price.valid_from IS NULL OR price.valid_from <= %(at)s)
      AND (price.valid_to IS NULL OR price.valid_to > %(at)s)
      AND (price.price_list_id IS NULL OR (
          list.is_active AND list.customer_group IN ('', %(group)s)
          AND (list.starts_at IS NULL OR list.starts_at <= %(at)s)
          AND (list.ends_at IS NULL OR list.ends_at > %(at)s)))
    ORDER BY list.priority DESC NULLS LAST, list.customer_group = '', list.code,
             price.min_quantity DESC, price.valid_from DESC NULLS LAST
    LIMIT 1
"""

# By hand, since every order waits for it: docs/decisions/0008 and 0031.
_PRICES = f"""
SELECT variant.sku, variant.id, variant.title, variant.unit, product.kind,
       CASE WHEN product.tax_class_id IS NULL THEN 0 ELSE tax.rate END, price.*
FROM unnest(%(skus)s::text[], %(quantities)s::numeric[]) AS asked (sku, quantity)
JOIN catalog_variant AS variant ON variant.sku = asked.sku AND variant.is_active
JOIN catalog_product AS product ON product.id = variant.product_id AND product.is_active
CROSS JOIN LATERAL ({_IN_FORCE}) AS price
LEFT JOIN LATERAL (
    SELECT rate.rate FROM catalog_taxrate AS rate
    WHERE rate.tax_class_id = product.tax_class_id
      AND rate.region IN ('', %(region)s) AND rate.valid_from <= %(day)s
    ORDER BY rate.region DESC, rate.valid_from DESC LIMIT 1
) AS tax ON TRUE
WHERE NOT EXISTS (
    SELECT FROM catalog_listing AS listing
    WHERE listing.product_id = product.id AND listing.channel_id = %(channel)s
      AND (NOT listing.is_published OR listing.published_from > %(at)s))
"""  # noqa: S608 - two constants
_SHOWN = f"""
SELECT variant.id, price.amount FROM unnest(%(variants)s::uuid[]) AS variant (id)
CROSS JOIN (SELECT 1::numeric AS quantity) AS asked
CROSS JOIN LATERAL ({_IN_FORCE.replace("%(at)s", "statement_timestamp()")}) AS price
"""  # noqa: S608 - likewise


def price_variants(
    asked: Sequence[tuple[str, Decimal]],
    *,
    channel: ChannelCard,
    currency: str,
    at: datetime,
    customer_group: str = "",
) -> dict[str, PricedVariant]:
    """Return every asked variant with its price and tax on a channel, in one statement.

    The price is that of its whole quantity, on however many lines it is asked for. Refuses
    with CurrencyNotSold, TaxRateMissing, or UnknownSku naming each line that is archived,
    withdrawn from the channel, not on it yet, or without a price.
    """
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    for sku, quantity in asked:
        wanted[sku] += quantity
    with connection.cursor() as cursor:
        cursor.execute(
            _PRICES,
            {
                "skus": list(wanted),
                "quantities": list(wanted.values()),
                "channel": channel.id,
                "currency": currency,
                "group": customer_group,
                "at": at,
                "region": channel.tax_region,
                "day": channel.business_date(at),
            },
        )
        rows = cursor.fetchall()
    found = {row[0]: _priced(row, currency=currency, region=channel.tax_region) for row in rows}
    _must_all_be_sold([sku for sku, _ in asked], found, channel=channel, currency=currency)
    return found


def prices_shown(
    variants: Iterable[UUID], *, channel: ChannelCard, currency: str
) -> Mapping[UUID, Decimal]:
    """Return what one piece of each variant costs everybody at this moment."""
    about: dict[str, Any] = {
        "variants": list(variants),
        "channel": channel.id,
        "currency": currency,
        "group": "",
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, about)
        return dict(cursor.fetchall())


def standing_prices(
    place: Slot, variants: Iterable[UUID], *, at: datetime
) -> Mapping[UUID, Decimal]:
    """Return what counts at a moment in one place alone; who has no price there is left out."""
    return {key: row.amount for key, row in in_force(place, variants, at=at).items()}


def is_priced_on(channel: ChannelCard) -> Exists:
    """Return the condition that one piece of a variant has a price for everybody, now."""
    on_a_list = (
        Q(price_list__is_active=True, price_list__customer_group="")
        & (Q(price_list__starts_at__isnull=True) | Q(price_list__starts_at__lte=Now()))
        & (Q(price_list__ends_at__isnull=True) | Q(price_list__ends_at__gt=Now()))
    )
    in_force = (
        (Q(valid_from__isnull=True) | Q(valid_from__lte=Now()))
        & (Q(valid_to__isnull=True) | Q(valid_to__gt=Now()))
        & (Q(price_list__isnull=True) | on_a_list)
    )
    return Exists(_ever(channel).filter(in_force, min_quantity__lte=1))


def was_priced_on(channel: ChannelCard) -> Exists:
    """Return the condition that a variant has, had or will have a price on a channel."""
    return Exists(_ever(channel))


def _ever(channel: ChannelCard) -> Any:
    return Price.objects.filter(
        variant=OuterRef("pk"), channel_id=channel.id, currency=channel.currency
    )


def _priced(row: tuple[Any, ...], *, currency: str, region: str) -> PricedVariant:
    sku, variant, title, unit, kind, tax_rate = row[:6]
    key, amount, code, min_quantity, source, reference, cost = row[6:]
    if tax_rate is None:
        raise TaxRateMissing(sku=sku, region=region)
    return PricedVariant(
        variant_id=variant,
        sku=sku,
        title=title,
        unit=unit,
        price=Money(amount, currency),
        tax_rate=tax_rate,
        kind=kind,
        origin=PriceOrigin(key, code or "", min_quantity, source, reference, cost),
    )


def _must_all_be_sold(
    asked: Sequence[str],
    found: Mapping[str, PricedVariant],
    *,
    channel: ChannelCard,
    currency: str,
) -> None:
    missing = {f"lines.{i}.sku": "Not sold here." for i, s in enumerate(asked) if s not in found}
    if not missing:
        return
    if currency != channel.currency and not _has_a_list(channel, currency):
        raise CurrencyNotSold(
            currency=channel.currency,
            asked=currency,
            errors={"currency": "Use the currency of the channel."},
        )
    unknown = next(sku for sku in asked if sku not in found)
    raise UnknownSku(sku=unknown, errors=missing)


def _has_a_list(channel: ChannelCard, currency: str) -> bool:
    lists = PriceList.objects.filter(channel_id=channel.id, currency=currency, is_active=True)
    return lists.exists()
