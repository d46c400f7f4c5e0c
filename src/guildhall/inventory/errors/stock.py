"""How inventory says no."""

from guildhall.kernel.refusals import N_, Refusal


class OutOfStock(Refusal):
    code = "inventory.out_of_stock"
    message = N_("Only {available} of {sku} left.")


class LocationNotFound(Refusal):
    code = "inventory.location_not_found"
    message = N_("There is no location {code}.")
    status = 404


class StockNotFound(Refusal):
    code = "inventory.stock_not_found"
    message = N_("{sku} is not kept at {location}.")
    status = 404


class QuantityInvalid(Refusal):
    code = "inventory.quantity_invalid"
    message = N_("{quantity} is not a quantity of {sku} that can be booked.")
    status = 422


class BelowReserved(Refusal):
    code = "inventory.below_reserved"
    message = N_("{sku} at {location}: {reserved} are promised to orders, so {asked} cannot go.")
