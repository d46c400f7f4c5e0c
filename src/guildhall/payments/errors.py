"""How payments say no."""

from guildhall.kernel.refusals import N_, Refusal


class AmountInvalid(Refusal):
    code = "payments.amount_invalid"
    message = N_("{amount} is not an amount that can be taken.")
    status = 422
