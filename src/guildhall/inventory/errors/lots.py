"""How lots and serial numbers say no."""

from guildhall.kernel.refusals import N_, Refusal


class LotNeeded(Refusal):
    code = "inventory.lot_needed"
    message = N_("{sku} is kept by lot or serial number. Say which.")
    status = 422


class LotNotKept(Refusal):
    code = "inventory.lot_not_kept"
    message = N_("{sku} is not kept by lot, so it takes no lot {lot}.")
    status = 422


class LotDiffers(Refusal):
    code = "inventory.lot_differs"
    message = N_("Lot {lot} of {sku} is known with another date: {known}.")


class LotNotFound(Refusal):
    code = "inventory.lot_not_found"
    message = N_("There is no lot {lot} of {sku}.")
    status = 404


class SerialTaken(Refusal):
    code = "inventory.serial_taken"
    message = N_("Serial number {lot} of {sku} is in stock already: there is only one of it.")


class LotShort(Refusal):
    code = "inventory.lot_short"
    message = N_("{sku} at {location}: {missing} more are needed than good lots hold.")


class TracedToItself(Refusal):
    code = "inventory.traced_to_itself"
    message = N_("Lot {lot} cannot be made of itself, nor of what was made of it.")
