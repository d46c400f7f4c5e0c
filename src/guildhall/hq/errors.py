"""How HQ says no."""

from guildhall.kernel.refusals import N_, Refusal


class NoGroup(Refusal):
    code = "hq.no_group"
    message = N_("You see no group's figures yet. Ask an owner of the group to let you.")
    status = 403


class GroupNotFound(Refusal):
    """Also the answer about a group of others: whether it exists is theirs to tell."""

    code = "hq.group_not_found"
    message = N_("You see no group called {group}. You see: {groups}.")
    status = 404


class CompanyNotFound(Refusal):
    code = "hq.company_not_found"
    message = N_("None of your groups has a subsidiary called {company}.")
    status = 404


class SpanInvalid(Refusal):
    code = "hq.span_invalid"
    message = N_("These days cannot be shown.")
    status = 422


class CurrencyNotCounted(Refusal):
    code = "hq.currency_not_counted"
    message = N_("Nothing was sold in {currency}. There are figures in: {currencies}.")
    status = 422
