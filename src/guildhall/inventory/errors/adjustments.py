"""How corrections of stock say no."""

from guildhall.kernel.refusals import N_, Refusal


class StockChanged(Refusal):
    code = "inventory.stock_changed"
    message = N_("{sku} at {location}: {on_hand} are on hand now, not {expected}. Look again.")


class NotBlocked(Refusal):
    code = "inventory.not_blocked"
    message = N_("{sku} at {location}: only {blocked} are set aside as {reason}.")
