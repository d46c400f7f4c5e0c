"""How customers say no."""

from guildhall.kernel.refusals import N_, Refusal


class NoSuchCustomer(Refusal):
    code = "customers.not_found"
    message = N_("There is no customer {number} here.")
    status = 404


class CustomerInvalid(Refusal):
    code = "customers.invalid"
    message = N_("The customer cannot be kept like this. Each field at fault is named.")
    status = 422


class ContactTaken(Refusal):
    code = "customers.contact_taken"
    message = N_(
        "Customer {number} has this email address or phone number. Merge the two instead."
    )


class CustomerIsGone(Refusal):
    code = "customers.gone"
    message = N_("Customer {number} is {state} and cannot be changed.")


class MergedInto(Refusal):
    code = "customers.merged"
    message = N_("Customer {number} was merged into {into}. Change that one.")


class AddressNotFound(Refusal):
    code = "customers.address_not_found"
    message = N_("The customer has no such address.")
    status = 404


class TooManyAddresses(Refusal):
    code = "customers.too_many_addresses"
    message = N_("A customer has at most {most} addresses. Remove one first.")


class ContactNotFound(Refusal):
    code = "customers.contact_not_found"
    message = N_("The customer has no such email address or phone number.")
    status = 404


class MergeNotPossible(Refusal):
    code = "customers.merge_not_possible"
    message = N_("A customer cannot be merged into themselves.")


class MergeNotFound(Refusal):
    code = "customers.merge_not_found"
    message = N_("There is no merge that could be undone.")
    status = 404


class TooLateToSeparate(Refusal):
    code = "customers.too_late_to_separate"
    message = N_("This merge is older than {days} days and stays.")


class CodeWrong(Refusal):
    """Whatever is wrong about a code: nobody learns who has an account."""

    code = "customers.code_wrong"
    message = N_("The code is wrong, used or too old. Ask for a new one.")
    status = 422


class ShopperNotSignedIn(Refusal):
    code = "customers.not_signed_in"
    message = N_("Sign in first: the header Shopper-Token is missing, or its session is over.")
    status = 401


class ShopperBlocked(Refusal):
    code = "customers.blocked"
    message = N_("This account is closed. Please ask the shop.")
    status = 403


class SessionNotFound(Refusal):
    code = "customers.session_not_found"
    message = N_("There is no such session.")
    status = 404
