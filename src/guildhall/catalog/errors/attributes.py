"""How the catalogue says no about attributes."""

from guildhall.kernel.refusals import N_, Refusal


class AttributeNotFound(Refusal):
    code = "catalog.attribute_not_found"
    message = N_("There is no attribute {code} here.")
    status = 404


class AttributeTaken(Refusal):
    code = "catalog.attribute_taken"
    message = N_("There is an attribute {code} already. Choose another code.")


class AttributesMissing(Refusal):
    code = "catalog.attributes_missing"
    message = N_("{code} cannot be sold before {attributes} is filled in.")
