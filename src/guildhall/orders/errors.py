"""How orders say no."""

from guildhall.kernel.refusals import N_, Refusal


class OrderNotFound(Refusal):
    code = "orders.not_found"
    message = N_("There is no order {number} here.")
    status = 404


class OrderInvalid(Refusal):
    code = "orders.invalid"
    message = N_("This order cannot be taken as it is. Each field at fault is named under errors.")
    status = 422


class NotConfirmed(Refusal):
    code = "orders.not_confirmed"
    message = N_("Order {number} is {state}: only a confirmed order can be shipped.")


class HoldLost(Refusal):
    code = "orders.hold_lost"
    message = N_("The stock held for order {number} has expired. Cancel it and place it again.")


class OrderIsOver(Refusal):
    code = "orders.over"
    message = N_("Order {number} is {state}. Nothing more is to be paid for it.")


class MoreThanDue(Refusal):
    code = "orders.more_than_due"
    message = N_("Only {due} is still to be paid.")
    status = 422


class CustomerNotFound(Refusal):
    code = "orders.customer_not_found"
    message = N_("No order has this email address or phone number.")
    status = 404
