"""How the way in says no."""

from guildhall.kernel.refusals import N_, Refusal


class SlugReserved(Refusal):
    code = "openings.slug_reserved"
    message = N_("The name {slug} is kept for the platform itself. Choose another one.")
    status = 422


class PlanNotOffered(Refusal):
    code = "openings.plan_not_offered"
    message = N_("The plan {plan} is not offered. Choose one from the list.")
    status = 422


class LinkInvalid(Refusal):
    code = "openings.link_invalid"
    message = N_("This link is not complete. Open it as it stands in the mail.")
    status = 404


class LinkUsed(Refusal):
    code = "openings.link_used"
    message = N_("This link was used before. The way into your company is in your mail.")
    status = 410


class LinkExpired(Refusal):
    code = "openings.link_expired"
    message = N_("This link is older than a day, and the name is free again. Please start anew.")
    status = 410


class OpeningNotFound(Refusal):
    code = "openings.not_found"
    message = N_("There is no opening {key}.")
    status = 404


class TooManyAttempts(Refusal):
    code = "openings.too_many_attempts"
    message = N_("That was too often. Try again in {seconds} seconds.")
    status = 429
