"""How the books say no."""

from guildhall.kernel.refusals import N_, Refusal


class EntityNotFound(Refusal):
    code = "finance.entity_not_found"
    message = N_("There is no legal entity {entity}. Enter who writes the invoices first.")
    status = 404


class EntityInvalid(Refusal):
    code = "finance.entity_invalid"
    message = N_("This legal entity cannot be kept so. Each field at fault is named under errors.")
    status = 422


class InvoiceNotFound(Refusal):
    code = "finance.invoice_not_found"
    message = N_("There is no invoice {number} here.")
    status = 404


class NothingToInvoice(Refusal):
    code = "finance.nothing_to_invoice"
    message = N_("Everything that order {number} comes to has been invoiced.")


class PlatformNotBound(Refusal):
    code = "finance.platform_not_bound"
    message = N_("Invoices are not filed with {platform} here.")
    status = 422


class PlatformMissing(Refusal):
    code = "finance.platform_missing"
    message = N_("{entity} has no platform for e-invoices. Enter one with the legal entity first.")
    status = 422


class NotFiled(Refusal):
    code = "finance.not_filed"
    message = N_("Invoice {number} was not filed with any platform.")
    status = 422


class PrintingMissing(Refusal):
    code = "finance.printing_missing"
    message = N_("No PDF can be made here: {library} or what it needs of the system is missing.")
    status = 503
