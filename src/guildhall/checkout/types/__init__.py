"""What others may see of carts, ways of shipping and checkouts."""

from guildhall.checkout.types.carts import (
    Address,
    CartCard,
    Contact,
    DraftRow,
    LinkCard,
    NewCart,
    Quote,
)
from guildhall.checkout.types.checkouts import (
    CheckoutCard,
    CheckoutFilter,
    CheckoutRow,
    NewCheckout,
    StepCard,
    Tender,
)
from guildhall.checkout.types.shipping import (
    MethodTerms,
    RateTerms,
    ShippingOffer,
    ShippingStep,
    ZoneTerms,
)

__all__ = [
    "Address",
    "CartCard",
    "CheckoutCard",
    "CheckoutFilter",
    "CheckoutRow",
    "Contact",
    "DraftRow",
    "LinkCard",
    "MethodTerms",
    "NewCart",
    "NewCheckout",
    "Quote",
    "RateTerms",
    "ShippingOffer",
    "ShippingStep",
    "StepCard",
    "Tender",
    "ZoneTerms",
]
