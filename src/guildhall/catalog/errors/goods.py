"""How the catalogue says no about products, variants and their options."""

from guildhall.kernel.refusals import N_, Refusal


class CodeTaken(Refusal):
    code = "catalog.code_taken"
    message = N_("There is a product {code} already. Choose another code.")


class SkuTaken(Refusal):
    code = "catalog.sku_taken"
    message = N_("There is a variant {sku} already. Choose another SKU.")


class GoodsArchived(Refusal):
    code = "catalog.archived"
    message = N_("{code} is archived. Restore it first.")


class CombinationTaken(Refusal):
    code = "catalog.combination_taken"
    message = N_("{sku} is {combination} already. A combination is there once.")


class OptionInUse(Refusal):
    code = "catalog.option_in_use"
    message = N_("{option} cannot go: {sku} needs it, one of {count}.")


class TooManyVariants(Refusal):
    code = "catalog.too_many_variants"
    message = N_("These options make {count} variants. A product has at most {most}.")
    status = 422


class UsedInBundle(Refusal):
    code = "catalog.used_in_bundle"
    message = N_("{sku} is a part of {bundle}. Take it out of the bundle first.")
