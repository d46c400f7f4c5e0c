"""How a support visit is refused."""

from guildhall.kernel.refusals import N_, Refusal


class VisitNotFound(Refusal):
    code = "visits.not_found"
    message = N_("There is no such support visit.")
    status = 404


class VisitInvalid(Refusal):
    code = "visits.invalid"
    message = N_("A visit has a comment that says why, and lasts {least} to {most} minutes.")
    status = 422


class CompanyRests(Refusal):
    code = "visits.company_rests"
    message = N_("{slug} is {state}: nobody can be let in now.")


class VisitsClosed(Refusal):
    code = "visits.closed"
    message = N_("{slug} lets nobody of yours in. Its owner can change that under Support visits.")
    status = 403


class RoleTooWide(Refusal):
    code = "visits.role_too_wide"
    message = N_("{slug} lets you in to look only, not as {role}.")
    status = 403


class EntryRefused(Refusal):
    code = "visits.entry_refused"
    message = N_("This visit is over, or it is not yours. Enter again from its page.")
    status = 403


class SignInRefused(Refusal):
    code = "visits.sign_in_refused"
    message = N_("Who you are could not be proven ({reason}). Enter again from the visit's page.")
    status = 403


class HqUnreachable(Refusal):
    code = "visits.hq_unreachable"
    message = N_("The platform's sign-in does not answer just now. Try again shortly.")
    status = 503
    retry_after = 5
