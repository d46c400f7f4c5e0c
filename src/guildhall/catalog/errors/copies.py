"""How the catalogue says no to words for a product."""

from guildhall.kernel.refusals import N_, Refusal


class CopyInvalid(Refusal):
    code = "catalog.copy_invalid"
    message = N_("These words cannot be taken: see the fields named under errors.")
    status = 422


class SlugTaken(Refusal):
    code = "catalog.slug_taken"
    message = N_("The address {slug} leads to {code} there. Choose another one.")
