"""How the catalogue says no."""

from guildhall.kernel.refusals import N_, Refusal


class UnknownSku(Refusal):
    code = "catalog.unknown_sku"
    message = N_("There is no product {sku} on this channel.")
    status = 422


class ProductNotFound(Refusal):
    code = "catalog.product_not_found"
    message = N_("There is no product {sku} here.")
    status = 404


class CurrencyNotSold(Refusal):
    code = "catalog.currency_not_sold"
    message = N_("This channel sells in {currency}, not in {asked}.")
    status = 422


class ProductInvalid(Refusal):
    code = "catalog.product_invalid"
    message = N_("Product {sku} cannot be taken: {reason}.")
    status = 422
