"""How payments say no."""

from guildhall.kernel.refusals import N_, Refusal


class AmountInvalid(Refusal):
    code = "payments.amount_invalid"
    message = N_("{amount} is not an amount that can be taken.")
    status = 422


class ProviderNotBound(Refusal):
    code = "payments.provider_not_bound"
    message = N_("Payments by {provider} are not offered here.")
    status = 422


class NoticeForged(Refusal):
    """The reason is for us alone: who forges is told nothing."""

    code = "payments.notice_forged"
    message = N_("The signature of this notification is not the provider's.")
    status = 401


class BillNotReady(Refusal):
    code = "payments.bill_not_ready"
    message = N_("The provider has not made the bill of {day} yet. Ask again later.")
    status = 409


class BillGone(Refusal):
    code = "payments.bill_gone"
    message = N_("The provider gives out the bill of {day} no more.")
    status = 410


class BillBroken(Refusal):
    code = "payments.bill_broken"
    message = N_("The bill of {day} came damaged: {what}. It is fetched again.")
    status = 502
