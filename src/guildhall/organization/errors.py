"""How organization says no."""

from guildhall.kernel.refusals import N_, Refusal


class SiteNotFound(Refusal):
    code = "organization.site_not_found"
    message = N_("There is no site with the number {number}.")
    status = 422


class StoreNotFound(Refusal):
    code = "organization.store_not_found"
    message = N_("There is no store {code}.")
    status = 422


class ChannelNotFound(Refusal):
    code = "organization.channel_not_found"
    message = N_("There is no channel {code}.")
    status = 422


class TaxRegionInvalid(Refusal):
    code = "organization.tax_region_invalid"
    message = N_("{region} is no tax region. Use a code such as DE or US-NY, or none.")
    status = 422


class ChannelPaymentInvalid(Refusal):
    code = "organization.channel_payment_invalid"
    message = N_("Orders cannot wait for money so. Each field at fault is named under errors.")
    status = 422
