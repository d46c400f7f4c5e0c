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


class SignInClosed(Refusal):
    code = "identity.sign_in_closed"
    message = N_("Nobody can sign in just now. Try again in a minute; your account is safe.")
    status = 503
    retry_after = 30


class SecondFactorDue(Refusal):
    code = "identity.second_factor_due"
    message = N_("Your role asks for a second step at sign-in. Set one up in the console first.")
    status = 403


class SessionNotFound(Refusal):
    code = "identity.session_not_found"
    message = N_("You are not signed in there any more.")
    status = 404


class NotForBrowsers(Refusal):
    code = "identity.not_for_browsers"
    message = N_("A publishable key is seen by everybody: it cannot be given {capability}.")
    status = 422


class NetworkInvalid(Refusal):
    code = "identity.network_invalid"
    message = N_("{network} is not a network. Write it as 203.0.113.0/24 or 2001:db8::/48.")
    status = 422


class OverlapTooLong(Refusal):
    code = "identity.overlap_too_long"
    message = N_("The former key can go on working for {most} hours at most.")
    status = 422


class NothingLeft(Refusal):
    code = "identity.nothing_left"
    message = N_("Nothing would be left that this key may do. Revoke it instead.")
    status = 422


class NotNarrowed(Refusal):
    code = "identity.not_narrowed"
    message = N_("Nothing was taken from the API key {prefix}.")


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


class NoSuchCapability(Refusal):
    code = "identity.no_such_capability"
    message = N_("There is no right with the name {capability}.")
    status = 422


class NoSuchScope(Refusal):
    code = "identity.no_such_scope"
    message = N_("{scope} is not a place that a role can be held in.")
    status = 422


class RoleNotFound(Refusal):
    code = "identity.role_not_found"
    message = N_("There is no role {role} here.")
    status = 404


class RoleBuiltIn(Refusal):
    code = "identity.role_built_in"
    message = N_("{role} is built in: make a role of your own from it instead.")


class RoleHeld(Refusal):
    code = "identity.role_held"
    message = N_("{holders} people or invitations still have this role. Take it from them first.")


class RoleChanged(Refusal):
    code = "identity.role_changed"
    message = N_("Somebody else changed this role meanwhile. Look at it again, then change it.")


class PersonNotFound(Refusal):
    code = "identity.person_not_found"
    message = N_("There is nobody like that here.")
    status = 404


class LastOwner(Refusal):
    code = "identity.last_owner"
    message = N_("A company keeps at least one owner: whole, active and without an end.")


class GrantExpired(Refusal):
    code = "identity.grant_expired"
    message = N_("A role cannot end before it begins: choose a day to come.")
    status = 422


class PersonStillHere(Refusal):
    code = "identity.person_still_here"
    message = N_("Whoever still works here is let go first, then erased.")
