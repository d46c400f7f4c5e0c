"""How notifications are turned away."""

from guildhall.kernel.refusals import N_, Refusal


class NoticeTooLarge(Refusal):
    code = "payments.notice_too_large"
    message = N_("A notification has at most {most} bytes.")
    status = 413
