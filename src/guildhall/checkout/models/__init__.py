"""Carts, ways to send goods, and the checkouts that make orders of carts."""

from guildhall.checkout.models.carts import Cart, CartLine, PaymentLink
from guildhall.checkout.models.checkouts import Checkout, CheckoutStep
from guildhall.checkout.models.shipping import ShippingMethod, ShippingRate, ShippingZone

__all__ = [
    "Cart",
    "CartLine",
    "Checkout",
    "CheckoutStep",
    "PaymentLink",
    "ShippingMethod",
    "ShippingRate",
    "ShippingZone",
]
