"""What a cart holds of the stock while its shopper makes up their mind."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guildhall.checkout.errors import NothingHeld
from guildhall.checkout.models import Cart, CartLine
from guildhall.checkout.operations.acting import acting
from guildhall.inventory.operations import drop_hold, hold_stock
from guildhall.inventory.types import HoldTerms
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_site

# Prolonged as often as they like, a cart keeps goods from others no longer than this many holds.
MOST_HOLDS = 4


def hold_for(row: Cart, lines: Sequence[CartLine], *, minutes: int, stamp: Stamp) -> None:
    """Hold what lies in a cart, or prolong what it holds, as long as its channel lets it.

    Refuses with NothingHeld, HoldTooLarge or OutOfStock.
    """
    if not lines:
        raise NothingHeld
    row.held_since = row.held_since if _runs(row, stamp.at) else stamp.at
    row.held_until = _end(row, minutes, stamp.at)
    _hold(row, lines, stamp=stamp)


def fit_hold(row: Cart, lines: Sequence[CartLine], *, stamp: Stamp) -> None:
    """Let what a cart holds follow its lines, without prolonging it."""
    if row.held_until is None:
        return
    if not lines or not _runs(row, stamp.at):
        give_up_hold(row, stamp=stamp)
        return
    _hold(row, lines, stamp=stamp)


def give_up_hold(row: Cart, *, stamp: Stamp) -> None:
    if row.held_until is None:
        return
    row.held_since = row.held_until = None
    drop_hold(row.hold, stamp=acting(stamp))


def _hold(row: Cart, lines: Sequence[CartLine], *, stamp: Stamp) -> None:
    channel = get_site(row.site.number).channel
    hold_stock(
        HoldTerms(row.hold, row.held_until, holder=row.holder or row.id.hex),
        lines=[(line.sku, line.quantity) for line in lines],
        channel=channel.code,
        stamp=acting(stamp),
    )


def _runs(row: Cart, at: datetime) -> bool:
    return row.held_until is not None and row.held_until > at


def _end(row: Cart, minutes: int, at: datetime) -> datetime:
    """Return until when it is held: no longer than a hold of the channel, nor some of them."""
    longest = get_site(row.site.number).channel.hold
    wanted = at + min(timedelta(minutes=minutes), longest)
    last = (row.held_since or at) + MOST_HOLDS * longest
    return min(wanted, last)
