"""What somebody does to a cart: open it, fill it, say where it goes and how it is sent.

Whoever has a cart's token may change it; the key they came with says on which channels.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.checkout import rules
from guildhall.checkout.errors import (
    CartInvalid,
    CartNotFound,
    CartNotOpen,
    LineNotFound,
    MethodNotOffered,
)
from guildhall.checkout.models import Cart, CartLine
from guildhall.checkout.operations.holds import fit_hold, hold_for
from guildhall.checkout.queries.carts import ROW, asked_of, card_of, lines_of, quote_of, scopes_of
from guildhall.checkout.queries.shipping import shipping_table
from guildhall.checkout.states import CartKind, CartState
from guildhall.checkout.types import Address, CartCard, Contact, NewCart, Quote
from guildhall.customers.queries import is_active
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.personal import hidden_subject
from guildhall.kernel.refusals import N_
from guildhall.kernel.rows import insert_rows, insertion
from guildhall.kernel.stamp import Stamp
from guildhall.orders.types import CartLine as AskedLine

KEPT_FOR = timedelta(days=30)
RIGHTS = ("carts:edit", "orders:edit")


@transaction.atomic(savepoint=False)
def open_cart(new: NewCart, *, kind: CartKind = CartKind.SHOPPER, stamp: Stamp) -> CartCard:
    """Open a cart, empty or filled.

    Refuses with NotPermitted, CartInvalid, MethodNotOffered, or as pricing does: what is not
    sold here is not put into a cart.
    """
    row = _new_row(new, kind=kind, stamp=stamp)
    lines = _merged(row, new.lines)
    asked = asked_of(row, lines, site=new.site, store=new.store)
    scopes = scopes_of(asked)
    stamp.by.must(*RIGHTS, scope=scopes)
    # No shopper says who they are by themselves: their session does, or a server of ours.
    if new.customer_group:
        stamp.by.must("prices:view", scope=scopes)
    if new.customer and not new.is_signed_in:
        stamp.by.must("checkout:edit", "orders:edit", scope=scopes)
        _must_be_known(new.customer)
    _must_be_good(new.shipping_address, None)
    quote = quote_of(row, asked, at=stamp.at) if lines else None
    insert_rows([row], others=(insertion(lines),) if lines else ())
    return card_of(row, lines, at=stamp.at, asked=asked, quote=quote)


@transaction.atomic
def add_line(
    token: str, line: AskedLine, *, stamp: Stamp, expected: Expected = WHATEVER
) -> CartCard:
    """Put more of an SKU into a cart.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile, CartNotOpen, or as pricing or
    its hold do.
    """
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    held = next((each for each in lines if each.sku == line.sku), None)
    before = held.quantity if held else Decimal(0)
    return _set(row, lines, AskedLine(line.sku, before + line.quantity), stamp=stamp)


@transaction.atomic
def set_line(
    token: str, line: AskedLine, *, stamp: Stamp, expected: Expected = WHATEVER
) -> CartCard:
    """Say how much of an SKU there is in a cart. Refuses as `add_line` does."""
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    return _set(row, lines, line, stamp=stamp)


@transaction.atomic
def drop_line(token: str, sku: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> CartCard:
    """Take an SKU out of a cart. Refuses as `add_line` does, or with LineNotFound."""
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    left = [each for each in lines if each.sku != sku]
    if len(left) == len(lines):
        raise LineNotFound(sku=sku)
    CartLine.objects.filter(cart=row, sku=sku).delete()
    return _changed(row, left, stamp=stamp)


@transaction.atomic
def set_address(
    token: str,
    contact: Contact,
    *,
    shipping: Address | None,
    billing: Address | None = None,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> CartCard:
    """Say who buys and where it goes; a way that does not lead there is no longer chosen.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile, CartNotOpen or CartInvalid.
    """
    _must_be_good(shipping, billing)
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    row.name, row.email, row.phone = contact.name, contact.email, contact.phone
    row.shipping_address = asdict(shipping) if shipping else None
    row.billing_address = asdict(billing) if billing else None
    _keep_way_that_fits(row, lines, stamp=stamp)
    changed = ("name", "email", "phone", "shipping_address", "billing_address", "shipping_method")
    return _changed(row, lines, *changed, stamp=stamp)


@transaction.atomic
def choose_method(
    token: str, code: str, *, stamp: Stamp, expected: Expected = WHATEVER
) -> CartCard:
    """Say how a cart is sent.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile, CartNotOpen, CartInvalid or
    MethodNotOffered.
    """
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    if row.shipping_address is None:
        raise CartInvalid(errors={"shipping_address": N_("Say where it goes first.")})
    _choose(row, code)
    if lines:
        quote_of(row, asked_of(row, lines), at=stamp.at)
    return _changed(row, lines, "shipping_method", stamp=stamp)


@transaction.atomic
def hold_cart(
    token: str, *, minutes: int, stamp: Stamp, expected: Expected = WHATEVER
) -> CartCard:
    """Keep what lies in a cart from others for a while, or prolong that.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile, CartNotOpen, NothingHeld,
    HoldTooLarge or OutOfStock.
    """
    row, lines = lock_cart(token, stamp=stamp, expected=expected)
    hold_for(row, lines, minutes=minutes, stamp=stamp)
    row.save(update_fields=["held_since", "held_until"])
    return card_of(row, lines, at=stamp.at)


def lock_cart(
    token: str, *, stamp: Stamp, expected: Expected = WHATEVER
) -> tuple[Cart, list[CartLine]]:
    """Return an open cart, locked, with its lines.

    Refuses with CartNotFound, NotPermitted, ChangedMeanwhile or CartNotOpen.
    """
    rows = Cart.objects.select_related(*ROW).select_for_update(of=("self",))
    row = rows.filter(token=token).first()
    if row is None:
        raise CartNotFound
    lines = lines_of(row)
    stamp.by.must(*RIGHTS, scope=scopes_of(asked_of(row, ())))
    expected.must_be(str(row.version))
    if row.state != CartState.OPEN:
        raise CartNotOpen(state=row.state)
    return row, lines


def refill(row: Cart, lines: Sequence[AskedLine], *, stamp: Stamp) -> CartCard:
    """Put other lines into a locked cart in place of its own; a way that does not fit is dropped.

    Refuses as pricing or its hold do.
    """
    filled = _merged(row, lines)
    _keep_way_that_fits(row, filled, stamp=stamp)
    quote_of(row, asked_of(row, filled), at=stamp.at)
    CartLine.objects.filter(cart=row).delete()
    insert_rows(filled)
    return _changed(row, filled, "shipping_method", stamp=stamp)


def _keep_way_that_fits(row: Cart, lines: Sequence[CartLine], *, stamp: Stamp) -> None:
    if not lines or row.shipping_method is None:
        return
    try:
        quote_of(row, asked_of(row, lines), at=stamp.at)
    except MethodNotOffered:
        row.shipping_method = None


def _set(row: Cart, lines: list[CartLine], line: AskedLine, *, stamp: Stamp) -> CartCard:
    kept = next((each for each in lines if each.sku == line.sku), None)
    if kept is None:
        kept = CartLine(cart=row, sku=line.sku)
        lines.append(kept)
    kept.quantity = line.quantity
    quote = quote_of(row, asked_of(row, lines), at=stamp.at)
    kept.save()
    return _changed(row, lines, quote=quote, stamp=stamp)


def _changed(
    row: Cart,
    lines: Sequence[CartLine],
    *fields: str,
    quote: Quote | None = None,
    stamp: Stamp,
) -> CartCard:
    """Write what changed, let what is held follow the lines, and return the cart."""
    fit_hold(row, lines, stamp=stamp)
    row.version += 1
    row.updated_at = stamp.at
    row.expires_at = stamp.at + KEPT_FOR
    row.save(
        update_fields=[*fields, "version", "updated_at", "expires_at", "held_until", "held_since"]
    )
    return card_of(row, lines, at=stamp.at, quote=quote)


def _new_row(new: NewCart, *, kind: CartKind, stamp: Stamp) -> Cart:
    row = Cart(
        kind=kind,
        site_id=new.site.id,
        channel_id=new.site.channel.id,
        store_id=new.store.id if new.store else None,
        currency=new.currency,
        customer=new.customer,
        customer_group=new.customer_group,
        holder=_holder(new, stamp),
        name=new.contact.name,
        email=new.contact.email,
        phone=new.contact.phone,
        shipping_address=asdict(new.shipping_address) if new.shipping_address else None,
        note=new.note,
        reference=new.reference,
        made_by=stamp.by.name,
        expires_at=stamp.at + KEPT_FOR,
        created_at=stamp.at,
        updated_at=stamp.at,
    )
    if new.shipping_method:
        _choose(row, new.shipping_method)
    return row


def _holder(new: NewCart, stamp: Stamp) -> str:
    """Return who holds a cart's stock.

    A browser may call its session as it likes, and so is known by a hash of its address.
    """
    if new.customer:
        return f"customer:{new.customer.hex[-24:]}"
    if new.session and stamp.by.may("checkout:edit", scope=new.site.channel.scopes):
        return f"session:{new.session}"
    return hidden_subject("caller", new.caller)[:39]


def _choose(row: Cart, code: str) -> None:
    key = shipping_table().ids.get(code)
    if key is None:
        raise MethodNotOffered(
            method=code,
            errors={"shipping_method": N_("Choose one of the ways that are offered.")},
        )
    row.shipping_method_id = key


def _merged(row: Cart, lines: Sequence[AskedLine]) -> list[CartLine]:
    """Return the rows of lines; an SKU that is asked for twice is one."""
    found: dict[str, CartLine] = {}
    for line in lines:
        kept = found.setdefault(line.sku, CartLine(cart=row, sku=line.sku, quantity=Decimal(0)))
        kept.quantity += line.quantity
    return list(found.values())


def _must_be_known(customer: UUID) -> None:
    """Refuse with CartInvalid where nobody here is this customer, or they may not buy."""
    if not is_active(customer):
        raise CartInvalid(errors={"customer": N_("No customer who may buy has this id.")})


def _must_be_good(shipping: Address | None, billing: Address | None) -> None:
    named = {"shipping_address": shipping, "billing_address": billing}
    wrong: dict[str, str] = {}
    for at, address in named.items():
        if address:
            wrong |= rules.address_faults(address, at)
    if wrong:
        raise CartInvalid(errors=wrong)
