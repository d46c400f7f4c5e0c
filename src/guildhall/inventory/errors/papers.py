"""How receipts, transfers and counts say no."""

from guildhall.kernel.refusals import N_, Refusal


class PaperNotFound(Refusal):
    code = "inventory.paper_not_found"
    message = N_("There is no paper {number}.")
    status = 404


class SkuUnknown(Refusal):
    code = "inventory.sku_unknown"
    message = N_("There is no product {sku} here.")
    status = 422


class NotOnTransfer(Refusal):
    code = "inventory.not_on_transfer"
    message = N_("{sku} is not on transfer {number}. Send it with a transfer of its own.")
    status = 422


class PaperEmpty(Refusal):
    code = "inventory.paper_empty"
    message = N_("There is nothing on this paper. Add a line first.")
    status = 422


class PaperTooLong(Refusal):
    code = "inventory.paper_too_long"
    message = N_("A paper holds {most} lines at most. Split it.")
    status = 422


class CostInvalid(Refusal):
    code = "inventory.cost_invalid"
    message = N_("{cost} is not a cost of {sku}: send zero or more, with its currency.")
    status = 422


class TimeInvalid(Refusal):
    code = "inventory.time_invalid"
    message = N_("{at} lies outside of what can be booked here.")
    status = 422


class SamePlace(Refusal):
    code = "inventory.same_place"
    message = N_("Goods cannot be sent from {code} to itself.")
    status = 422


class NotFromHere(Refusal):
    code = "inventory.not_from_here"
    message = N_("{code} is where goods are on their way. Nothing is kept or sold there.")
    status = 422


class MoreThanSent(Refusal):
    code = "inventory.more_than_sent"
    message = N_("Only {open} of {sku} are still on their way. Receive what is more as a receipt.")


class NotCounted(Refusal):
    code = "inventory.not_counted"
    message = N_("Nothing of {sku} was counted that could be taken back.")
    status = 404


class CountOver(Refusal):
    code = "inventory.count_over"
    message = N_("{number} is not being counted: it is {state}.")


class NotInCount(Refusal):
    code = "inventory.not_in_count"
    message = N_("{sku} is not what {number} counts.")
    status = 422
