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


class TicketInvalid(Refusal):
    code = "visits.ticket_invalid"
    message = N_("This way in was used or is too old. Enter again from the company's page.")
    status = 403
