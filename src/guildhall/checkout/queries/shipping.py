"""Which ways there are to send goods, where, and for how much."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from guildhall.catalog.queries import list_tax_classes, weights_of
from guildhall.catalog.types import TaxClassCard
from guildhall.checkout import rules
from guildhall.checkout.errors import MethodNotFound, ZoneNotFound
from guildhall.checkout.models import ShippingMethod, ShippingRate, ShippingZone
from guildhall.checkout.states import RateBasis
from guildhall.checkout.types import (
    Address,
    MethodTerms,
    RateTerms,
    ShippingOffer,
    ShippingStep,
    ZoneTerms,
)
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.money import Money
from guildhall.orders.queries import amounts_of
from guildhall.orders.types import PricedLine
from guildhall.organization.types import ChannelCard

EPOCH = "shipping"


@dataclass(frozen=True, slots=True)
class ShippingTable:
    """All zones and ways of a company, as they are kept."""

    zones: dict[str, ZoneTerms]
    methods: tuple[MethodTerms, ...]
    taxes: dict[str, TaxClassCard]
    ids: dict[str, UUID]

    def for_channel(self, channel: str) -> tuple[MethodTerms, ...]:
        return tuple(
            each
            for each in self.methods
            if each.is_active and (not each.channels or channel in each.channels)
        )


_tables: ScopedCache[str, ShippingTable] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=5_000
)


def shipping_table() -> ShippingTable:
    """Return all zones and ways, cached until one of them changes."""
    return _tables.get("", _table)


def list_zones() -> tuple[ZoneTerms, ...]:
    return tuple(_zone(row) for row in ShippingZone.objects.order_by("code"))


def get_zone(code: str) -> ZoneTerms:
    """Return a zone. Refuses with ZoneNotFound."""
    row = ShippingZone.objects.filter(code=code).first()
    if row is None:
        raise ZoneNotFound(code=code)
    return _zone(row)


def list_methods() -> tuple[MethodTerms, ...]:
    """Return all ways with their rates, in two statements."""
    rows = ShippingMethod.objects.order_by("position", "code").prefetch_related("rates__zone")
    return tuple(_method(row) for row in rows)


def get_method(code: str) -> MethodTerms:
    """Return a way of shipping. Refuses with MethodNotFound."""
    row = ShippingMethod.objects.prefetch_related("rates__zone").filter(code=code).first()
    if row is None:
        raise MethodNotFound(code=code)
    return _method(row)


def offers_for(
    address: Address,
    lines: tuple[PricedLine, ...],
    *,
    channel: ChannelCard,
    currency: str,
    at: datetime,
) -> tuple[ShippingOffer, ...]:
    """Return the ways to send these lines to an address, each with what it costs."""
    table = shipping_table()
    goods = sum((line.amounts.total.amount for line in lines), Decimal(0))
    fitting = [
        (method, rate)
        for method in table.for_channel(channel.code)
        if (rate := _rate_for(method, address, currency=currency, table=table))
    ]
    weighed = any(rate.basis is RateBasis.WEIGHT for _, rate in fitting)
    grams = _grams(lines) if weighed else Decimal(0)
    offers = []
    for method, rate in fitting:
        price = rules.price_of(rate, goods=goods, grams=grams)
        if price is not None:
            tax = _tax_of(method, table, channel=channel, on=channel.business_date(at))
            cost = Money(price, currency)
            offers.append(_offer(method, rate, cost=cost, tax=tax, channel=channel))
    return tuple(offers)


def _offer(
    method: MethodTerms, rate: RateTerms, *, cost: Money, tax: Decimal, channel: ChannelCard
) -> ShippingOffer:
    return ShippingOffer(
        code=method.code,
        name=method.name,
        zone=rate.zone,
        amounts=amounts_of(cost, Decimal(1), tax_rate=tax, channel=channel),
        tax_rate=tax,
        least_days=rate.least_days,
        most_days=rate.most_days,
    )


def _rate_for(
    method: MethodTerms, address: Address, *, currency: str, table: ShippingTable
) -> RateTerms | None:
    """Return the rate of the narrowest zone of a way that fits an address."""
    rates = {rate.zone: rate for rate in method.rates if rate.currency == currency}
    zone = rules.best_zone((table.zones[code] for code in rates if code in table.zones), address)
    return rates[zone.code] if zone else None


def _tax_of(
    method: MethodTerms, table: ShippingTable, *, channel: ChannelCard, on: date
) -> Decimal:
    known = table.taxes.get(method.tax_class)
    rate = known.rate_in(channel.tax_region, on=on) if known else None
    return rate.rate if rate else Decimal(0)


def _grams(lines: tuple[PricedLine, ...]) -> Decimal:
    pieces = [(demand.variant_id, demand.quantity) for line in lines for demand in line.demands]
    weights = weights_of(variant for variant, _ in pieces)
    return sum((weights.get(variant, 0) * count for variant, count in pieces), Decimal(0))


def _table() -> ShippingTable:
    methods = list_methods()
    taxed = any(method.tax_class for method in methods)
    return ShippingTable(
        zones={zone.code: zone for zone in list_zones()},
        methods=methods,
        taxes={each.code: each for each in list_tax_classes()} if taxed else {},
        ids=dict(ShippingMethod.objects.values_list("code", "id")),
    )


def _zone(row: ShippingZone) -> ZoneTerms:
    return ZoneTerms(
        row.code, row.name, tuple(row.countries), tuple(row.regions), tuple(row.postcodes)
    )


def _method(row: ShippingMethod) -> MethodTerms:
    rates = sorted(row.rates.all(), key=lambda rate: (rate.zone.code, rate.currency))
    return MethodTerms(
        code=row.code,
        name=row.name,
        rates=tuple(_rate(rate) for rate in rates),
        channels=tuple(row.channels),
        tax_class=row.tax_class,
        position=row.position,
        is_active=row.is_active,
    )


def _rate(row: ShippingRate) -> RateTerms:
    steps: list[list[Any]] = row.steps
    return RateTerms(
        zone=row.zone.code,
        currency=row.currency,
        steps=tuple(ShippingStep(Decimal(low), Decimal(price)) for low, price in steps),
        basis=RateBasis(row.basis),
        free_from=row.free_from,
        least_days=row.least_days,
        most_days=row.most_days,
    )
