"""What variants cost where."""

from django.db import transaction

from guildhall.catalog.errors import CurrencyNotSold, ProductInvalid, ProductNotFound
from guildhall.catalog.events import PriceChanged
from guildhall.catalog.models import Price, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

HIGHEST_PRICE = 10**10


@transaction.atomic
def change_price(sku: str, *, price: Money, channel: ChannelCard, stamp: Stamp) -> None:
    """Set what a variant costs on a channel.

    Refuses with NotPermitted, ProductInvalid, CurrencyNotSold or ProductNotFound.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    check_price(sku, price, channel)
    variant = Variant.objects.select_for_update().filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)

    row, new = Price.objects.get_or_create(
        variant=variant,
        channel_id=channel.id,
        currency=price.currency,
        defaults={"amount": price.amount},
    )
    changes: Changes = (
        {"amount": [None, str(price.amount)]} if new else edit(row, amount=price.amount)
    )
    row.save(update_fields=["amount"])
    variant.updated_at = stamp.at
    variant.save(update_fields=["updated_at"])
    move_epoch_on_commit(EPOCH)

    record(
        PriceChanged(
            sku=sku,
            channel=channel.code,
            currency=price.currency,
            amount=str(price.amount),
            stamp=stamp,
        ),
        changes=changes,
    )


def check_price(sku: str, price: Money, channel: ChannelCard) -> None:
    if price.currency != channel.currency:
        raise CurrencyNotSold(currency=channel.currency, asked=price.currency)
    if not price.amount.is_finite() or not 0 <= price.amount < HIGHEST_PRICE:
        raise ProductInvalid(sku=sku, reason="its price is not from zero to ten billion")
