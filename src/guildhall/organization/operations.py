"""Everything that changes the shape of the company. Opening what is open changes nothing."""

import re
from uuid import UUID

from django.db import transaction

from guildhall.kernel.changes import edit
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.errors import ChannelNotFound, ChannelPaymentInvalid, TaxRegionInvalid
from guildhall.organization.events import (
    ChannelOpened,
    ChannelPolicySet,
    ChannelTaxSet,
    SiteOpened,
    StoreOpened,
)
from guildhall.organization.models import Brand, Channel, Site, Store
from guildhall.organization.queries import EPOCH

RIGHTS_OF_PAYMENT = ("organization:edit", "orders:approve")
SHORTEST_WAIT, LONGEST_WAIT = 1, 60 * 24 * 60
LATE = ("refund", "reopen")
# As ISO 3166 names countries and their parts; empty where rates hold everywhere.
TAX_REGION = re.compile(r"(?:[A-Z]{2}(?:-[A-Z0-9]{1,8})?)?")


@transaction.atomic
def open_channel(
    code: str,
    *,
    name: str,
    brand: tuple[str, str],
    currency: str,
    time_zone: str = "UTC",
    stamp: Stamp,
) -> UUID:
    """Open a channel under a brand, given as (code, name); the brand is made if it is new."""
    stamp.by.must("organization:edit")
    owner, _ = Brand.objects.get_or_create(code=brand[0], defaults={"name": brand[1]})
    channel, new = Channel.objects.get_or_create(
        code=code,
        defaults={"name": name, "brand": owner, "currency": currency, "time_zone": time_zone},
    )
    if new:
        move_epoch_on_commit(EPOCH)
        record(ChannelOpened(code=code, brand=owner.code, currency=currency, stamp=stamp))
    return channel.id


@transaction.atomic
def set_channel_policy(
    code: str, *, confirms_itself: bool, hold_minutes: int, stamp: Stamp
) -> None:
    """Say whether orders confirm themselves and how long unconfirmed stock is held."""
    stamp.by.must("organization:edit")
    channel = Channel.objects.select_for_update().filter(code=code).first()
    if channel is None:
        raise ChannelNotFound(code=code)
    changes = edit(channel, confirms_itself=confirms_itself, hold_minutes=hold_minutes)
    if changes:
        channel.save(update_fields=[*changes])
        move_epoch_on_commit(EPOCH)
        record(ChannelPolicySet(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def set_channel_payment(
    code: str, *, unpaid_minutes: int | None, late_payment: str, stamp: Stamp
) -> None:
    """Say how long orders of a channel wait for money, and what becomes of money that is late.

    None is as long as their stock is held for them. Refuses with ChannelNotFound, NotPermitted
    or ChannelPaymentInvalid.
    """
    row = Channel.objects.select_for_update(of=("self",)).filter(code=code)
    channel = row.select_related("brand").first()
    if channel is None:
        raise ChannelNotFound(code=code)
    stamp.by.must(*RIGHTS_OF_PAYMENT, scope=(f"channel:{code}", f"brand:{channel.brand.code}"))
    if wrong := _payment_faults(unpaid_minutes, late_payment):
        raise ChannelPaymentInvalid(errors=wrong)
    changes = edit(channel, unpaid_minutes=unpaid_minutes, late_payment=late_payment)
    if changes:
        channel.save(update_fields=[*changes])
        move_epoch_on_commit(EPOCH)
        record(ChannelPolicySet(code=code, stamp=stamp), changes=changes)


def _payment_faults(unpaid_minutes: int | None, late_payment: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if unpaid_minutes is not None and not SHORTEST_WAIT <= unpaid_minutes <= LONGEST_WAIT:
        found["unpaid_minutes"] = N_("Use between 1 minute and 60 days.")
    if late_payment not in LATE:
        found["late_payment"] = N_("Use refund or reopen.")
    return found


@transaction.atomic
def set_channel_tax(code: str, *, region: str, prices_include_tax: bool, stamp: Stamp) -> None:
    """Say whose taxes a channel's goods bear, and whether its prices hold them already.

    Refuses with NotPermitted, ChannelNotFound or TaxRegionInvalid.
    """
    stamp.by.must("organization:edit")
    if not TAX_REGION.fullmatch(region):
        raise TaxRegionInvalid(region=region, errors={"region": "Use a code such as DE or US-NY."})
    channel = Channel.objects.select_for_update().filter(code=code).first()
    if channel is None:
        raise ChannelNotFound(code=code)
    changes = edit(channel, tax_region=region, prices_include_tax=prices_include_tax)
    if changes:
        channel.save(update_fields=[*changes])
        move_epoch_on_commit(EPOCH)
        record(ChannelTaxSet(code=code, region=region, stamp=stamp), changes=changes)


@transaction.atomic
def open_site(number: int, *, name: str, channel: str, locale: str, stamp: Stamp) -> UUID:
    """Open a website of a channel under a number. Refuses with ChannelNotFound."""
    stamp.by.must("organization:edit")
    owner = Channel.objects.filter(code=channel).first()
    if owner is None:
        raise ChannelNotFound(code=channel)
    site, new = Site.objects.get_or_create(
        number=number, defaults={"name": name, "channel": owner, "locale": locale}
    )
    if new:
        move_epoch_on_commit(EPOCH)
        record(SiteOpened(number=number, channel=channel, stamp=stamp))
    return site.id


@transaction.atomic
def open_store(code: str, *, name: str, city: str, time_zone: str = "UTC", stamp: Stamp) -> UUID:
    """Open a shop. Refuses with NotPermitted or PlanLimitReached."""
    stamp.by.must("organization:edit")
    must_have_room("stores", adding=lambda: int(not Store.objects.filter(code=code).exists()))
    store, new = Store.objects.get_or_create(
        code=code, defaults={"name": name, "city": city, "time_zone": time_zone}
    )
    if new:
        move_epoch_on_commit(EPOCH)
        record(StoreOpened(code=code, city=city, stamp=stamp))
    return store.id
