"""Where a price needs somebody else's yes: below its margin floor, or far from what it was."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from guildhall.approvals.operations import ask_if_needed
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, Wish
from guildhall.catalog.models import PriceList, PriceStrategy, Variant
from guildhall.catalog.queries.pricing import describe_goods, market_of, strategy_for
from guildhall.catalog.rules.strategies import points_below
from guildhall.catalog.types import PriceSlot
from guildhall.catalog.types.prices import NewPrice, plain
from guildhall.catalog.types.strategies import Step
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

CHANGE_PRICE = "catalog.change_price"
NOTHING = Decimal(0)


def ask_about_price(
    new: NewPrice, *, channel: ChannelCard, slot: PriceSlot, seen: str, stamp: Stamp
) -> Pending | None:
    """Return what a price by hand waits for, or None where it may be written."""
    wish = {
        "command": CHANGE_PRICE,
        "payload": {
            "sku": new.sku,
            "channel": channel.code,
            "price_list": slot.price_list,
            "min_quantity": plain(slot.min_quantity),
            "valid_from": slot.valid_from.isoformat() if slot.valid_from else "",
            "amount": plain(new.price.amount),
            "currency": new.price.currency,
            "expected": seen,
        },
        "scopes": channel.scopes,
        "changes": (change_told(new, where=slot.price_list or channel.code),),
    }
    below = below_floor(new, channel=channel, slot=slot, stamp=stamp)
    return ask_twice(wish, below=below, change=new.change, stamp=stamp)


def ask_twice(
    wish: Mapping[str, Any], *, below: Decimal, change: Decimal, stamp: Stamp
) -> Pending | None:
    """Ask for what lies below the floor, and else for what changes too much."""
    pending = None
    if below > 0:
        action = ActionCode.PRICES_BELOW_FLOOR
        pending = ask_if_needed(Wish(action=action, measure=below, **wish), stamp=stamp)
    if pending is None and change > 0:
        action = ActionCode.PRICES_CHANGE
        pending = ask_if_needed(Wish(action=action, measure=change, **wish), stamp=stamp)
    return pending


def change_told(new: NewPrice, *, where: str) -> Change:
    return Change(
        subject=f"{new.sku} · {where}",
        field="price",
        before=plain(new.before) if new.before is not None else "",
        after=plain(new.price.amount),
    )


def below_floor(new: NewPrice, *, channel: ChannelCard, slot: PriceSlot, stamp: Stamp) -> Decimal:
    """Return how many points a price lies below the floor of the strategy that makes it."""
    if not slot.price_list:
        return NOTHING
    held = PriceList.objects.get(code=slot.price_list)
    strategy: PriceStrategy | None = strategy_for(new.variant_id, price_list=held.id)
    if strategy is None or strategy.margin_floor is None:
        return NOTHING
    day = channel.business_date(slot.valid_from or stamp.at)
    rows = Variant.objects.filter(pk=new.variant_id)
    goods = describe_goods(rows, basis=strategy.basis, channel=channel, day=day)
    return points_below(
        new.price,
        goods[new.variant_id],
        steps=[Step.of(kept) for kept in strategy.steps],
        market=market_of(held, channel=channel, day=day),
        floor=strategy.margin_floor,
    )
