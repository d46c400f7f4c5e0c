"""How printing says no."""

from guildhall.kernel.refusals import N_, Refusal


class NothingToPrint(Refusal):
    code = "catalog.nothing_to_print"
    message = N_("Say what to print: one SKU or barcode a line, such as FIG x 3.")
    status = 422


class TooManyLabels(Refusal):
    code = "catalog.too_many_labels"
    message = N_("{count} labels are too many for one print. Print at most {most} at a time.")
    status = 422


class LabelsUnknown(Refusal):
    code = "catalog.labels_unknown"
    message = N_("There is no product {codes} here. Correct these lines or leave them out.")
    status = 422


class PrintingMissing(Refusal):
    code = "catalog.printing_missing"
    message = N_(
        "This server cannot make PDF files: {library} is not installed on it."
        " Ask whoever runs it to install Pango."
    )
    status = 503
