"""How prices say no."""

from guildhall.kernel.refusals import N_, Refusal


class CostInvalid(Refusal):
    code = "catalog.cost_invalid"
    message = N_("{amount} is no cost. Send zero or more.")
    status = 422


class PriceListNotFound(Refusal):
    code = "catalog.price_list_not_found"
    message = N_("There is no price list {code} here.")
    status = 404


class PriceListInvalid(Refusal):
    code = "catalog.price_list_invalid"
    message = N_("This price list cannot be kept as it is. Each field at fault is named.")
    status = 422


class PriceListTaken(Refusal):
    code = "catalog.price_list_taken"
    message = N_("There is a price list {code} already. Choose another code.")


class PriceInvalid(Refusal):
    code = "catalog.price_invalid"
    message = N_("{sku} cannot cost {amount}. Prices go from zero to ten billion, four decimals.")
    status = 422


class PriceNotFound(Refusal):
    code = "catalog.price_not_found"
    message = N_("{sku} has no price there.")
    status = 404


class StrategyNotFound(Refusal):
    code = "catalog.strategy_not_found"
    message = N_("There is no price strategy {code} here.")
    status = 404


class StrategyInvalid(Refusal):
    code = "catalog.strategy_invalid"
    message = N_("This strategy cannot be kept as it is. Each field at fault is named.")
    status = 422


class ProposalNotFound(Refusal):
    code = "catalog.proposal_not_found"
    message = N_("There is no such price proposal here.")
    status = 404


class ProposalEmpty(Refusal):
    code = "catalog.proposal_empty"
    message = N_("This proposal changes no price. There is nothing to apply.")
