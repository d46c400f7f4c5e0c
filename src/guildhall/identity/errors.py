"""How identity says no."""

from guildhall.kernel.refusals import N_, Refusal


class EmailTaken(Refusal):
    code = "identity.email_taken"
    message = N_("Someone here already signs in with this e-mail address.")


class UnknownCapability(Refusal):
    code = "identity.unknown_capability"
    message = N_("{capability} is not something an API key can be given.")
    status = 422


class MoreThanYouHold(Refusal):
    code = "identity.more_than_you_hold"
    message = N_("You cannot give {capability}: you do not hold it yourself.")
    status = 403


class KeyNotFound(Refusal):
    code = "identity.key_not_found"
    message = N_("There is no API key {prefix} here.")
    status = 404
