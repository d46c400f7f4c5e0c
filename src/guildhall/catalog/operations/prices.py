"""What variants cost where, changed one by one."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.approvals.types import Pending
from guildhall.catalog.errors import (
    CurrencyNotSold,
    PriceInvalid,
    PriceListNotFound,
    PriceNotFound,
    ProductNotFound,
)
from guildhall.catalog.events import PriceChanged, PriceEnded
from guildhall.catalog.models import Price, PriceList, Variant
from guildhall.catalog.operations.price_limits import ask_about_price
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.slots import Slot, in_force, lock_prices, rows_of, version_of
from guildhall.catalog.states import PriceSource
from guildhall.catalog.types import STANDING, PriceSlot
from guildhall.catalog.types.prices import NewPrice, plain
from guildhall.kernel.changes import Changes
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

HIGHEST_PRICE = 10**10
DECIMALS = 4


@transaction.atomic
def change_price(
    sku: str,
    *,
    price: Money,
    channel: ChannelCard,
    stamp: Stamp,
    slot: PriceSlot = STANDING,
    expected: Expected = WHATEVER,
) -> Pending | None:
    """Set what a variant costs on a channel, or on one of its lists, now or from a moment on.

    Returns what it waits for where somebody else has to say yes. The price that it has already
    changes nothing. Refuses with NotPermitted, PriceInvalid, CurrencyNotSold, ProductNotFound,
    PriceListNotFound or ChangedMeanwhile.
    """
    stamp.by.must("prices:edit", scope=channel.scopes)
    variant, place = _locked(sku, channel=channel, slot=slot, currency=price.currency)
    check_price(sku, price)
    starts = _start(sku, slot, price=price, stamp=stamp)
    before = in_force(place, [variant.id], at=starts).get(variant.id)
    expected.must_be(version_of(before))
    if before is not None and before.amount == price.amount:
        return None
    new = NewPrice(variant.id, sku, price, before.amount if before else None)
    waits = ask_about_price(new, channel=channel, slot=slot, seen=version_of(before), stamp=stamp)
    if waits is not None:
        return waits

    _write(place, variant.id, amount=price.amount, starts=starts)
    _touch(variant, stamp)
    changes: Changes = {"amount": [str(new.before) if before else None, str(price.amount)]}
    record(_changed(sku, price, channel=channel, slot=slot, stamp=stamp), changes=changes)
    return None


@transaction.atomic
def end_price(
    sku: str,
    *,
    channel: ChannelCard,
    currency: str,
    stamp: Stamp,
    slot: PriceSlot = STANDING,
    expected: Expected = WHATEVER,
) -> None:
    """Take a price off a list, or off its channel, now; what was planned goes with it.

    Refuses with NotPermitted, ProductNotFound, PriceListNotFound, PriceNotFound or
    ChangedMeanwhile.
    """
    stamp.by.must("prices:edit", scope=channel.scopes)
    variant, place = _locked(sku, channel=channel, slot=slot, currency=currency)
    before = in_force(place, [variant.id], at=stamp.at).get(variant.id)
    expected.must_be(version_of(before))
    if before is None:
        raise PriceNotFound(sku=sku)

    rows_of(place, [variant.id]).filter(valid_from__gt=stamp.at).delete()
    rows_of(place, [variant.id]).filter(valid_to__isnull=True).update(valid_to=stamp.at)
    _touch(variant, stamp)
    record(
        PriceEnded(
            sku=sku,
            channel=channel.code,
            currency=currency,
            price_list=slot.price_list,
            min_quantity=plain(slot.min_quantity),
            stamp=stamp,
        ),
        changes={"amount": [str(before.amount), None]},
    )


def check_price(sku: str, price: Money) -> None:
    """Refuse with PriceInvalid what no price can be."""
    amount = price.amount
    good = amount.is_finite() and 0 <= amount < HIGHEST_PRICE
    if not good or amount != round(amount, DECIMALS):
        raise PriceInvalid(sku=sku, amount=amount, errors={"amount": "Use up to four decimals."})


def _locked(
    sku: str, *, channel: ChannelCard, slot: PriceSlot, currency: str
) -> tuple[Variant, Slot]:
    """Return a variant with the place of its price, whose prices nobody else changes now."""
    held: PriceList | None = None
    if slot.price_list:
        lists = PriceList.objects.filter(code=slot.price_list, channel_id=channel.id)
        held = lists.first()
        if held is None:
            raise PriceListNotFound(code=slot.price_list)
    sold_in = held.currency if held else channel.currency
    if currency != sold_in:
        raise CurrencyNotSold(currency=sold_in, asked=currency)
    variant = Variant.objects.filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)
    place = Slot(channel.id, currency, held.id if held else None, slot.min_quantity)
    lock_prices(place)
    return variant, place


def _start(sku: str, slot: PriceSlot, *, price: Money, stamp: Stamp) -> datetime:
    """Return from when on a price counts. What was paid already is not priced anew."""
    if slot.valid_from is not None and slot.valid_from < stamp.at:
        wrong = {"valid_from": "Choose a moment that is still to come."}
        raise PriceInvalid(sku=sku, amount=price.amount, errors=wrong)
    return slot.valid_from or stamp.at


def _write(place: Slot, variant: UUID, *, amount: Decimal, starts: datetime) -> None:
    Price.objects.update_or_create(
        variant_id=variant,
        channel_id=place.channel_id,
        currency=place.currency,
        price_list_id=place.price_list_id,
        min_quantity=place.min_quantity,
        valid_from=starts,
        defaults={
            "amount": amount,
            "valid_to": None,
            "source": PriceSource.MANUAL.value,
            "source_reference": "",
            "cost": None,
        },
    )


def _touch(variant: Variant, stamp: Stamp) -> None:
    """Let those who follow the catalogue see that something of a variant changed."""
    variant.updated_at = stamp.at
    variant.save(update_fields=["updated_at"])
    move_epoch_on_commit(EPOCH)


def _changed(
    sku: str, price: Money, *, channel: ChannelCard, slot: PriceSlot, stamp: Stamp
) -> PriceChanged:
    return PriceChanged(
        sku=sku,
        channel=channel.code,
        currency=price.currency,
        amount=str(price.amount),
        price_list=slot.price_list,
        min_quantity=plain(slot.min_quantity) if slot.min_quantity else "",
        valid_from=slot.valid_from,
        stamp=stamp,
    )
