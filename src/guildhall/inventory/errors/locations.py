"""How places of stock say no."""

from guildhall.kernel.refusals import N_, Refusal


class LocationIsClosed(Refusal):
    code = "inventory.location_is_closed"
    message = N_("{location} is closed: nothing comes in there or is counted there any more.")


class LocationInvalid(Refusal):
    code = "inventory.location_invalid"
    message = N_("This place cannot be kept: see the fields named under errors.")
    status = 422


class LocationTaken(Refusal):
    code = "inventory.location_taken"
    message = N_("{code} is the code of another place, {name}. Choose another code.")


class LocationHoldsStock(Refusal):
    code = "inventory.location_holds_stock"
    message = N_(
        "{code} still holds goods of {skus} SKUs, {sku} among them. Transfer them to another "
        "place or write them off, then close it."
    )


class LocationHasPromises(Refusal):
    code = "inventory.location_has_promises"
    message = N_(
        "Goods of {skus} SKUs are promised from {code}, {sku} among them. Ship or cancel those "
        "orders, then close it."
    )


class LocationExpectsGoods(Refusal):
    code = "inventory.location_expects_goods"
    message = N_(
        "Goods of {skus} SKUs are on their way to {code}, {sku} among them. Take them in or "
        "close their transfer, then close it."
    )


class LocationHasPapers(Refusal):
    code = "inventory.location_has_papers"
    message = N_("{paper} at {code} is not finished. Finish or cancel it, then close the place.")


class SourcesInvalid(Refusal):
    code = "inventory.sources_invalid"
    message = N_("A channel sells from each place once. {code} is there twice.")
    status = 422
