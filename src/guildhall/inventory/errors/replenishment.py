"""How replenishment says no."""

from guildhall.kernel.refusals import N_, Refusal


class ReorderRuleNotFound(Refusal):
    code = "inventory.reorder_rule_not_found"
    message = N_("There is no rule for {sku} at {location}.")
    status = 404


class ReorderRuleInvalid(Refusal):
    code = "inventory.reorder_rule_invalid"
    message = N_("This rule cannot be: some of its numbers are not right.")
    status = 422


class ReorderProposalNotFound(Refusal):
    code = "inventory.reorder_proposal_not_found"
    message = N_("There is no such proposal.")
    status = 404


class VariantArchived(Refusal):
    code = "inventory.variant_archived"
    message = N_("{sku} is archived: it is not bought any more.")
