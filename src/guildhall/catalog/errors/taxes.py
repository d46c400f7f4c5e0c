"""How taxes and exchange rates say no."""

from guildhall.kernel.refusals import N_, Refusal


class TaxRateMissing(Refusal):
    code = "catalog.tax_rate_missing"
    message = N_("{sku} cannot be sold: its tax class has no rate in region {region}.")
    status = 422


class TaxClassNotFound(Refusal):
    code = "catalog.tax_class_not_found"
    message = N_("There is no tax class {code} here.")
    status = 404


class TaxClassInvalid(Refusal):
    code = "catalog.tax_class_invalid"
    message = N_("This tax class or rate cannot be kept as it is. Each field at fault is named.")
    status = 422


class ExchangeRateInvalid(Refusal):
    code = "catalog.exchange_rate_invalid"
    message = N_("These exchange rates cannot be kept as they are. Each at fault is named.")
    status = 422
