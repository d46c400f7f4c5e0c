"""How accounts and plans say no."""

from guildhall.kernel.refusals import N_, Refusal


class NoSubscription(Refusal):
    code = "plans.no_subscription"
    message = N_("This company has no subscription: nothing is charged, and its plan is agreed.")
    status = 404


class PlanNotOffered(Refusal):
    code = "plans.not_offered"
    message = N_("The plan {plan} is not on the price list. Ask us about it.")


class PlanUnchanged(Refusal):
    code = "plans.unchanged"
    message = N_("This is your plan already: {plan}.")


class NothingPlanned(Refusal):
    code = "plans.nothing_planned"
    message = N_("No change of plan is waiting, so there is none to call off.")


class UsageAboveLimits(Refusal):
    code = "plans.usage_above_limits"
    message = N_("The plan {plan} is too small for what you use. Each limit is named below.")


class CurrencyDiffers(Refusal):
    code = "plans.currency_differs"
    message = N_("Your account is kept in {currency}, and {plan} is sold in {asked}. Ask us.")


class AmountInvalid(Refusal):
    code = "plans.amount_invalid"
    message = N_("The amount must be more than zero, in whole units of {currency}.")
    status = 422


class ReferenceTaken(Refusal):
    code = "plans.reference_taken"
    message = N_("{reference} is already recorded with another amount.")


class PreviewOutdated(Refusal):
    code = "plans.preview_outdated"
    message = N_("What the change costs has moved on while you looked: {due} now. Look again.")
