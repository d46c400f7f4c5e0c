"""How the catalogue says no about bundles."""

from guildhall.kernel.refusals import N_, Refusal


class NotABundle(Refusal):
    code = "catalog.not_a_bundle"
    message = N_("{sku} is no bundle, so it has no parts.")


class PartNotPossible(Refusal):
    code = "catalog.part_not_possible"
    message = N_("{sku} cannot be a part: it is archived, or a bundle itself.")
    status = 422


class BundleIsEmpty(Refusal):
    code = "catalog.bundle_is_empty"
    message = N_("{sku} is a bundle without parts, so it cannot be sold yet.")
