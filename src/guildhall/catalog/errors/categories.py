"""How the catalogue says no about its tree."""

from guildhall.kernel.refusals import N_, Refusal


class CategoryNotFound(Refusal):
    code = "catalog.category_not_found"
    message = N_("There is no category {code} here.")
    status = 404


class CategoryTaken(Refusal):
    code = "catalog.category_taken"
    message = N_("There is a category {code} already. Choose another code.")


class CategoryInItself(Refusal):
    code = "catalog.category_in_itself"
    message = N_("{code} cannot lie below {parent}, which lies below it.")


class CategoryTooDeep(Refusal):
    code = "catalog.category_too_deep"
    message = N_("There is no room for {code} so far down. Use shorter codes or fewer levels.")
    status = 422


class CategoryNotEmpty(Refusal):
    code = "catalog.category_not_empty"
    message = N_("{code} still holds products, categories or attributes. Move them first.")
