"""How carts and checkouts say no."""

from guildhall.kernel.refusals import N_, Refusal


class CartNotFound(Refusal):
    code = "checkout.cart_not_found"
    message = N_("There is no such cart here. It may have been left for too long: open a new one.")
    status = 404


class CartNotOpen(Refusal):
    code = "checkout.cart_not_open"
    message = N_("This cart is {state} and cannot be changed any more.")


class CartInvalid(Refusal):
    code = "checkout.cart_invalid"
    message = N_("This cart cannot be taken as it is. Each field at fault is named under errors.")
    status = 422


class LineNotFound(Refusal):
    code = "checkout.line_not_found"
    message = N_("There is no {sku} in this cart.")
    status = 404


class NothingHeld(Refusal):
    code = "checkout.nothing_held"
    message = N_("An empty cart holds nothing. Put something into it first.")
    status = 422


class MethodNotOffered(Refusal):
    code = "checkout.method_not_offered"
    message = N_("Nothing is sent to this address by {method}. Choose another way.")
    status = 422


class QuoteChanged(Refusal):
    code = "checkout.quote_changed"
    message = N_("It costs {now} now and not {seen}. Look at the cart again, then decide.")


class TendersInvalid(Refusal):
    code = "checkout.tenders_invalid"
    message = N_("This cannot be paid in this way. Each field at fault is named under errors.")
    status = 422


class CheckoutNotFound(Refusal):
    code = "checkout.not_found"
    message = N_("There is no such checkout here.")
    status = 404


class CheckoutIsOver(Refusal):
    code = "checkout.over"
    message = N_("This checkout is {state}. Nothing about it can be changed any more.")


class ZoneNotFound(Refusal):
    code = "checkout.zone_not_found"
    message = N_("There is no shipping zone {code} here.")
    status = 404


class MethodNotFound(Refusal):
    code = "checkout.method_not_found"
    message = N_("There is no way of shipping {code} here.")
    status = 404


class ShippingInvalid(Refusal):
    code = "checkout.shipping_invalid"
    message = N_("This cannot be kept as it is. Each field at fault is named under errors.")
    status = 422


class LinkNotFound(Refusal):
    code = "checkout.link_not_found"
    message = N_("This address for paying is not, or no longer, valid. Ask for a new one.")
    status = 404
