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


class LineNotFound(Refusal):
    code = "orders.line_not_found"
    message = N_("Order {number} has no such line.")
    status = 404


class MoreThanLeft(Refusal):
    code = "orders.more_than_left"
    message = N_("Only {left} of {sku} can still be taken from order {number}.")
    status = 422


class NothingChosen(Refusal):
    code = "orders.nothing_chosen"
    message = N_("Say of which lines, and how many.")
    status = 422


class OrderOnHold(Refusal):
    code = "orders.on_hold"
    message = N_("Order {number} is on hold: {reasons}. Release it first.")


class FraudInDoubt(Refusal):
    code = "orders.fraud_in_doubt"
    message = N_("Order {number} is under review for fraud, or was denied. Approve it first.")


class NotOpen(Refusal):
    code = "orders.not_open"
    message = N_("Order {number} is {state}: it can no longer be changed.")


class AlreadyShipped(Refusal):
    code = "orders.already_shipped"
    message = N_("A part of order {number} has left. Cancel what is left, line by line.")


class EditNotFound(Refusal):
    code = "orders.edit_not_found"
    message = N_("Order {number} has no edit that waits. Begin one.")
    status = 404


class EditOpen(Refusal):
    code = "orders.edit_open"
    message = N_("Somebody is editing order {number} already. Confirm or decline that first.")


class EditInvalid(Refusal):
    code = "orders.edit_invalid"
    message = N_("This edit cannot be made as it is. Each change at fault is named under errors.")
    status = 422


class NothingDue(Refusal):
    code = "orders.nothing_due"
    message = N_("Nothing is to be paid for order {number}.")


class NotOnHold(Refusal):
    code = "orders.not_on_hold"
    message = N_("Order {number} is not on hold for this.")


class TagsInvalid(Refusal):
    code = "orders.tags_invalid"
    message = N_("Use at most {most} tags of 1 to 30 letters, digits, dashes or spaces.")
    status = 422


class NoteInvalid(Refusal):
    code = "orders.note_invalid"
    message = N_("Write a note of 1 to 2,000 characters.")
    status = 422


class MentionRefused(Refusal):
    """The same for nobody and for somebody who may not see the order: it tells of neither."""

    code = "orders.mention_refused"
    message = N_("Somebody that you mention cannot see this order, so nobody was told.")
    status = 422


class DuplicateInvalid(Refusal):
    """The same for no order and for one that somebody may not see: it tells of neither."""

    code = "orders.duplicate_invalid"
    message = N_("There is no other order {other} here that this could be a duplicate of.")
    status = 422


class ViewInvalid(Refusal):
    code = "orders.view_invalid"
    message = N_("Give the list a name of 1 to 60 characters.")
    status = 422


class ViewNotFound(Refusal):
    code = "orders.view_not_found"
    message = N_("There is no such list of yours.")
    status = 404


class BatchEmpty(Refusal):
    code = "orders.batch_empty"
    message = N_("Select at least one order.")
    status = 422


class BatchTooLarge(Refusal):
    code = "orders.batch_too_large"
    message = N_("These are more than {most} orders. Narrow the list first.")
    status = 422


class BatchInvalid(Refusal):
    code = "orders.batch_invalid"
    message = N_("Something is missing. Each field at fault is named.")
    status = 422


class BatchNotFound(Refusal):
    code = "orders.batch_not_found"
    message = N_("There is no such list of orders of yours.")
    status = 404


class NothingLeft(Refusal):
    code = "orders.nothing_left"
    message = N_("Nothing is left of order {number} that could be called off.")
