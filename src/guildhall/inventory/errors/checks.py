"""How checks of stock say no."""

from guildhall.kernel.refusals import N_, Refusal


class CheckNotFound(Refusal):
    code = "inventory.check_not_found"
    message = N_("There is no such check of stock.")
    status = 404


class CheckRunning(Refusal):
    code = "inventory.check_running"
    message = N_("A check of stock is running. Wait until it has finished.")
    retry_after = 30
