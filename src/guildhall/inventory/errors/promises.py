"""How promises of stock say no."""

from guildhall.kernel.refusals import N_, Refusal


class HoldTooLarge(Refusal):
    code = "inventory.hold_too_large"
    message = N_("At most {most} of {sku} can be held at once before it is bought.")


class HoldNotFound(Refusal):
    code = "inventory.hold_not_found"
    message = N_("Nothing was ever held under {reference}.")
    status = 404


class ReferenceTaken(Refusal):
    code = "inventory.reference_taken"
    message = N_("Something else is promised under {reference}. Use another reference.")


class HoldGone(Refusal):
    code = "inventory.hold_gone"
    message = N_("The hold {reference} has ended. Hold the stock anew.")


class NotHereYet(Refusal):
    code = "inventory.not_here_yet"
    message = N_("Not everything for {reference} is here yet: {quantity} of {sku} are still due.")


class MoreThanHeld(Refusal):
    code = "inventory.more_than_held"
    message = N_("Only {held} of {sku} are held for {reference} there.")


class OfferInvalid(Refusal):
    code = "inventory.offer_invalid"
    message = N_("This cannot be promised as it is. Each field at fault is named under errors.")
    status = 422


class NothingToSellFrom(Refusal):
    code = "inventory.nothing_to_sell_from"
    message = N_("The channel {channel} sells from no location yet. Choose one first.")


class LocationNotSelling(Refusal):
    code = "inventory.location_not_selling"
    message = N_("Nothing is sold from {code}: what lies there is on its way or set aside.")
