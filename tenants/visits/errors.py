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


class TicketInvalid(Refusal):
    code = "visits.ticket_invalid"
    message = N_("This way in was used or is too old. Enter again from the company's page.")
    status = 403
