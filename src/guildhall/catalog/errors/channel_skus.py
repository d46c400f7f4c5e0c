"""How the catalogue says no to links between a channel's SKUs and variants."""

from guildhall.kernel.refusals import N_, Refusal


class LinkTaken(Refusal):
    code = "catalog.link_taken"
    message = N_("{external_sku} means {sku} on this channel then. Unlink or end that first.")


class LinkInvalid(Refusal):
    code = "catalog.link_invalid"
    message = N_("This link cannot be made: see the fields named under errors.")
    status = 422


class LinkNotFound(Refusal):
    code = "catalog.link_not_found"
    message = N_("There is no such link. It may belong to another channel.")
    status = 404


class UnmatchedNotFound(Refusal):
    code = "catalog.unmatched_not_found"
    message = N_("This SKU no longer waits to be mapped: somebody may have mapped it just now.")
    status = 404


class TooManySkus(Refusal):
    code = "catalog.too_many_skus"
    message = N_("At most {most} SKUs at a time. Send the rest in another call.")
    status = 422
