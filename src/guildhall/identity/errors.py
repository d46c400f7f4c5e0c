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


class SessionNotFound(Refusal):
    code = "identity.session_not_found"
    message = N_("You are not signed in there any more.")
    status = 404


class InvitationNotFound(Refusal):
    code = "identity.invitation_not_found"
    message = N_("This link is not an invitation. Open it as it stands in the mail.")
    status = 404


class InvitationUsed(Refusal):
    code = "identity.invitation_used"
    message = N_("This invitation was used before. Sign in with the password you have set.")
    status = 410


class InvitationExpired(Refusal):
    code = "identity.invitation_expired"
    message = N_("This invitation is too old. Ask whoever sent it for a new one.")
    status = 410
