"""Carts that somebody here fills for a customer, to be paid at an address that they are sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.checkout.errors import CartNotFound, CartNotOpen, LinkNotFound, NothingHeld
from guildhall.checkout.events import (
    DraftChanged,
    DraftMade,
    PaymentLinkMade,
    PaymentLinkRevoked,
)
from guildhall.checkout.models import Cart, CartLine, PaymentLink
from guildhall.checkout.operations.carts import choose_method, open_cart, refill, set_address
from guildhall.checkout.operations.start import start_checkout
from guildhall.checkout.queries.carts import ROW, asked_of, scopes_of
from guildhall.checkout.queries.drafts import find_link, link_card
from guildhall.checkout.states import CartKind, CartState
from guildhall.checkout.types import (
    Address,
    CartCard,
    CheckoutCard,
    Contact,
    LinkCard,
    NewCart,
    NewCheckout,
)
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders.types import CartLine as AskedLine

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
def fill_draft(
    draft: UUID, lines: Sequence[AskedLine], *, stamp: Stamp, expected: Expected = WHATEVER
) -> CartCard:
    """Say anew what a draft holds; an address for paying it goes on to lead there.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile, CartNotOpen, NothingHeld, or as
    pricing does.
    """
    row = _lock(draft, stamp)
    expected.must_be(str(row.version))
    if row.state != CartState.OPEN:
        raise CartNotOpen(state=row.state)
    if not lines:
        raise NothingHeld
    filled = refill(row, lines, stamp=stamp)
    record(DraftChanged(draft=row.id, lines=len(filled.lines), stamp=stamp))
    return filled


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
    return start_checkout(_open_to(token, stamp).token, new, stamp=stamp)


@transaction.atomic
def address_by_link(token: str, contact: Contact, *, shipping: Address, stamp: Stamp) -> CartCard:
    """Say where a draft goes, by its customer. What they leave empty of themselves stays.

    Refuses with LinkNotFound, CartNotOpen or CartInvalid.
    """
    cart = _open_to(token, stamp)
    return set_address(
        cart.token,
        Contact(
            contact.name or cart.contact.name,
            contact.email or cart.contact.email,
            contact.phone or cart.contact.phone,
        ),
        shipping=shipping,
        billing=cart.billing_address,
        stamp=stamp,
    )


@transaction.atomic
def choose_by_link(token: str, method: str, *, stamp: Stamp) -> CartCard:
    """Say how a draft is sent, by its customer.

    Refuses with LinkNotFound, CartNotOpen, CartInvalid or MethodNotOffered.
    """
    return choose_method(_open_to(token, stamp).token, method, stamp=stamp)


def _open_to(token: str, stamp: Stamp) -> CartCard:
    """Return the draft that an address leads to, while it does. Refuses with LinkNotFound."""
    link, cart = find_link(token, at=stamp.at)
    if not link.works(stamp.at):
        raise LinkNotFound
    return cart


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
