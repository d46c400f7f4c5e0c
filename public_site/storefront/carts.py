"""Carts of shoppers: whoever has a cart's token may change it, with any key of the shop."""

from dataclasses import replace

from django.http import HttpRequest
from ninja import Router

from guildhall.checkout import operations, queries
from guildhall.kernel.callers import address_of
from guildhall.kernel.conditions import IF_MATCH, expected_of
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.orders.types import CartLine
from public_site.storefront.cart_schemas import (
    AddressesIn,
    CartIn,
    CartOut,
    HoldMinutesIn,
    MethodIn,
    QuantityIn,
    ShippingOfferOut,
    ShippingOffersOut,
)
from public_site.storefront.schemas import LineIn
from public_site.storefront.shoppers import MAY_HAVE_TOKEN, find_shopper

router = Router(tags=["carts"])

VIEW, EDIT = Needs("carts:view"), Needs("carts:edit")


@router.post(
    "",
    response={201: CartOut},
    auth=EDIT,
    operation_id="open_cart",
    openapi_extra=MAY_HAVE_TOKEN,
)
@idempotent(status=201)
def open_cart(request: HttpRequest, body: CartIn) -> CartOut:
    """Open a cart, empty or filled. Keep its token: whoever has it has the cart."""
    new = body.told(caller=address_of(request))
    shopper = find_shopper(request, site=new.site)
    if shopper is not None:
        new = replace(new, customer=shopper.id, is_signed_in=True)
    return CartOut.of(operations.open_cart(new, stamp=stamp_of(request)))


@router.get("/{cart}", response=CartOut, auth=VIEW, operation_id="get_cart")
def show_cart(request: HttpRequest, cart: str) -> CartOut:
    """Show a cart with what it costs now, line by line, and what is in the way of a checkout."""
    stamp = stamp_of(request)
    found = queries.get_cart(cart, at=stamp.at)
    stamp.by.must("carts:view", scope=found.scopes)
    return CartOut.of(found)


@router.post(
    "/{cart}/lines",
    response={200: CartOut},
    auth=EDIT,
    operation_id="add_cart_line",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def add_line(request: HttpRequest, cart: str, body: LineIn) -> CartOut:
    """Put more of an SKU into a cart."""
    line = CartLine(body.sku, body.quantity)
    changed = operations.add_line(
        cart, line, stamp=stamp_of(request), expected=expected_of(request)
    )
    return CartOut.of(changed)


@router.put(
    "/{cart}/lines/{sku}",
    response={200: CartOut},
    auth=EDIT,
    operation_id="set_cart_line",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_line(request: HttpRequest, cart: str, *, sku: str, body: QuantityIn) -> CartOut:
    """Say how much of an SKU there is in a cart."""
    line = CartLine(sku, body.quantity)
    changed = operations.set_line(
        cart, line, stamp=stamp_of(request), expected=expected_of(request)
    )
    return CartOut.of(changed)


@router.delete(
    "/{cart}/lines/{sku}",
    response={200: CartOut},
    auth=EDIT,
    operation_id="drop_cart_line",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def drop_line(request: HttpRequest, cart: str, sku: str) -> CartOut:
    """Take an SKU out of a cart."""
    changed = operations.drop_line(
        cart, sku, stamp=stamp_of(request), expected=expected_of(request)
    )
    return CartOut.of(changed)


@router.put(
    "/{cart}/address",
    response={200: CartOut},
    auth=EDIT,
    operation_id="set_cart_address",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_address(request: HttpRequest, cart: str, body: AddressesIn) -> CartOut:
    """Say who buys and where it goes; a way that does not lead there is no longer chosen."""
    changed = operations.set_address(
        cart,
        body.contact.told(),
        shipping=body.shipping_address.told() if body.shipping_address else None,
        billing=body.billing_address.told() if body.billing_address else None,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return CartOut.of(changed)


@router.get(
    "/{cart}/shipping-methods",
    response=ShippingOffersOut,
    auth=VIEW,
    operation_id="list_cart_shipping_methods",
)
def show_methods(request: HttpRequest, cart: str) -> ShippingOffersOut:
    """Show in which ways a cart can be sent to its address, and what each costs."""
    stamp = stamp_of(request)
    offers, found = queries.offers_of(cart, at=stamp.at)
    stamp.by.must("carts:view", scope=found.scopes)
    return ShippingOffersOut(items=[ShippingOfferOut.of(offer) for offer in offers])


@router.put(
    "/{cart}/shipping-method",
    response={200: CartOut},
    auth=EDIT,
    operation_id="choose_cart_shipping_method",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def choose_method(request: HttpRequest, cart: str, body: MethodIn) -> CartOut:
    """Say how a cart is sent."""
    changed = operations.choose_method(
        cart, body.code, stamp=stamp_of(request), expected=expected_of(request)
    )
    return CartOut.of(changed)


@router.post(
    "/{cart}/hold",
    response={200: CartOut},
    auth=EDIT,
    operation_id="hold_cart",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def hold_cart(request: HttpRequest, cart: str, body: HoldMinutesIn) -> CartOut:
    """Keep what lies in a cart from others for a while, or prolong that."""
    changed = operations.hold_cart(
        cart, minutes=body.minutes, stamp=stamp_of(request), expected=expected_of(request)
    )
    return CartOut.of(changed)
