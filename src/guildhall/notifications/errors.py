"""How mails say no."""

from guildhall.kernel.refusals import N_, Refusal


class WordingInvalid(Refusal):
    code = "notifications.wording_invalid"
    message = N_("These words cannot be sent. Each field at fault is named.")
    status = 422


class LookInvalid(Refusal):
    code = "notifications.look_invalid"
    message = N_("Mails cannot look like this. Each field at fault is named.")
    status = 422


class DeliveryNotFound(Refusal):
    code = "notifications.not_found"
    message = N_("There is no such mail.")
    status = 404


class NoSuchBrand(Refusal):
    code = "notifications.no_such_brand"
    message = N_("There is no brand {brand} here.")
    status = 404
