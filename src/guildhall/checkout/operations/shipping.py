"""Where goods are sent, how, and for how much: kept as it is told. Kept again, it changes."""

from uuid import UUID

from django.db import transaction

from guildhall.catalog.queries import get_tax_class
from guildhall.checkout import rules
from guildhall.checkout.errors import ShippingInvalid, ZoneNotFound
from guildhall.checkout.events import (
    ShippingMethodKept,
    ShippingZoneDropped,
    ShippingZoneKept,
)
from guildhall.checkout.models import ShippingMethod, ShippingRate, ShippingZone
from guildhall.checkout.queries.shipping import EPOCH, get_method, get_zone
from guildhall.checkout.types import MethodTerms, RateTerms, ZoneTerms
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel

RIGHTS = ("organization:edit", "catalog:edit")


@transaction.atomic
def keep_zone(terms: ZoneTerms, *, stamp: Stamp) -> ZoneTerms:
    """Say which part of the world a zone is. Refuses with NotPermitted or ShippingInvalid."""
    stamp.by.must(*RIGHTS)
    if wrong := rules.zone_faults(terms):
        raise ShippingInvalid(errors=wrong)
    ShippingZone.objects.update_or_create(
        code=terms.code,
        defaults={
            "name": terms.name,
            "countries": list(terms.countries),
            "regions": list(terms.regions),
            "postcodes": list(terms.postcodes),
            "updated_at": stamp.at,
        },
    )
    move_epoch_on_commit(EPOCH)
    record(ShippingZoneKept(code=terms.code, stamp=stamp))
    return get_zone(terms.code)


@transaction.atomic
def drop_zone(code: str, *, stamp: Stamp) -> None:
    """Send nothing to a zone any more. Refuses with NotPermitted or ZoneNotFound."""
    stamp.by.must(*RIGHTS)
    gone, _ = ShippingZone.objects.filter(code=code).delete()
    if not gone:
        raise ZoneNotFound(code=code)
    move_epoch_on_commit(EPOCH)
    record(ShippingZoneDropped(code=code, stamp=stamp))


@transaction.atomic
def keep_method(terms: MethodTerms, *, stamp: Stamp) -> MethodTerms:
    """Say what a way of shipping costs, and where.

    Refuses with NotPermitted, ChannelNotFound, TaxClassNotFound or ShippingInvalid.
    """
    stamp.by.must(*RIGHTS)
    zones = dict(ShippingZone.objects.values_list("code", "id"))
    if wrong := rules.method_faults(terms, zones=frozenset(zones)):
        raise ShippingInvalid(errors=wrong)
    for channel in terms.channels:
        get_channel(channel)
    if terms.tax_class:
        get_tax_class(terms.tax_class)
    row, _ = ShippingMethod.objects.select_for_update().update_or_create(
        code=terms.code,
        defaults={
            "name": terms.name,
            "channels": list(terms.channels),
            "tax_class": terms.tax_class,
            "position": terms.position,
            "is_active": terms.is_active,
            "updated_at": stamp.at,
        },
    )
    ShippingRate.objects.filter(method=row).delete()
    ShippingRate.objects.bulk_create(
        [_rate(row, rate, zone=zones[rate.zone]) for rate in terms.rates]
    )
    move_epoch_on_commit(EPOCH)
    record(ShippingMethodKept(code=terms.code, is_active=terms.is_active, stamp=stamp))
    return get_method(terms.code)


def _rate(row: ShippingMethod, rate: RateTerms, *, zone: UUID) -> ShippingRate:
    return ShippingRate(
        method=row,
        zone_id=zone,
        currency=rate.currency,
        basis=rate.basis,
        steps=[[str(step.at_least), str(step.price)] for step in rate.steps],
        free_from=rate.free_from,
        least_days=rate.least_days,
        most_days=rate.most_days,
    )
