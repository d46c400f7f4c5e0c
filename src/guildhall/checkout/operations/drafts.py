"""Carts that somebody here fills for a customer, to be paid at an address that they are sent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.checkout.errors import CartNotFound, CartNotOpen, LinkNotFound, NothingHeld
from guildhall.checkout.events import DraftMade, PaymentLinkMade, PaymentLinkRevoked
from guildhall.checkout.models import Cart, CartLine, PaymentLink
from guildhall.checkout.operations.carts import open_cart
from guildhall.checkout.operations.start import start_checkout
from guildhall.checkout.queries.carts import ROW, asked_of, scopes_of
from guildhall.checkout.queries.drafts import find_link, link_card
from guildhall.checkout.states import CartKind, CartState
from guildhall.checkout.types import CartCard, CheckoutCard, LinkCard, NewCart, NewCheckout
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

RIGHT = "orders:edit"


@transaction.atomic
def make_draft(new: NewCart, *, stamp: Stamp) -> CartCard:
    """Fill a cart for a customer. Refuses with NotPermitted, or as `open_cart` does."""
    stamp.by.must(RIGHT, scope=new.site.channel.scopes)
    draft = open_cart(new, kind=CartKind.DRAFT, stamp=stamp)
    lines, channel = len(draft.lines), draft.site.channel.code
    record(DraftMade(draft=draft.id, channel=channel, lines=lines, stamp=stamp))
    return draft


@transaction.atomic
def make_link(draft: UUID, *, until: datetime, stamp: Stamp) -> LinkCard:
    """Make an address by which a draft can be paid; a former one is revoked.

    Refuses with CartNotFound, NotPermitted, CartNotOpen or NothingHeld.
    """
    row = _lock(draft, stamp)
    if row.state != CartState.OPEN:
        raise CartNotOpen(state=row.state)
    if not CartLine.objects.filter(cart=row).exists():
        raise NothingHeld
    _revoke(row, stamp)
    link = PaymentLink(cart=row, expires_at=until, made_by=stamp.by.name, created_at=stamp.at)
    link.save(force_insert=True)
    record(PaymentLinkMade(draft=row.id, link=link.id, expires_at=until, stamp=stamp))
    return link_card(link)


@transaction.atomic
def revoke_link(draft: UUID, *, stamp: Stamp) -> None:
    """Let a draft's address lead nowhere any more. Refuses with CartNotFound or NotPermitted."""
    _revoke(_lock(draft, stamp), stamp)


@transaction.atomic
def pay_by_link(token: str, new: NewCheckout, *, stamp: Stamp) -> CheckoutCard:
    """Check out a draft by its address, once. Refuses with LinkNotFound, or as a checkout does."""
    link, cart = find_link(token, at=stamp.at)
    if not link.works(stamp.at):
        raise LinkNotFound
    return start_checkout(cart.token, new, stamp=stamp)


def _lock(draft: UUID, stamp: Stamp) -> Cart:
    rows = Cart.objects.select_related(*ROW).select_for_update(of=("self",))
    row = rows.filter(id=draft, kind=CartKind.DRAFT).first()
    if row is None:
        raise CartNotFound
    stamp.by.must(RIGHT, scope=scopes_of(asked_of(row, ())))
    return row


def _revoke(row: Cart, stamp: Stamp) -> None:
    for link in PaymentLink.objects.filter(cart=row, revoked_at=None, expires_at__gt=stamp.at):
        link.revoked_at = stamp.at
        link.save(update_fields=["revoked_at"])
        record(PaymentLinkRevoked(draft=row.id, link=link.id, stamp=stamp))
