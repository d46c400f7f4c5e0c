"""How each kind of fact is shown in the history of an order."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of fact is shown."""

    title: Text
    icon: str
    tone: str = "neutral"


ORDER = {
    "order.placed": Look(_("Order placed"), "shopping-cart", "info"),
    "order.confirmed": Look(_("Order confirmed"), "circle-check", "busy"),
    "order.part_shipped": Look(_("A part was shipped"), "truck", "busy"),
    "order.shipped": Look(_("Order shipped"), "truck", "good"),
    "order.delivered": Look(_("Order delivered"), "truck-delivery", "good"),
    "order.payment_noted": Look(_("Payment status changed"), "credit-card"),
    "order.completed": Look(_("Order completed"), "circle-check", "good"),
    "order.canceled": Look(_("Order canceled"), "circle-x", "bad"),
    "order.units_canceled": Look(_("A part was canceled"), "ban", "warn"),
    "order.expired": Look(_("Order expired: nobody paid in time"), "hourglass", "warn"),
    "order.paid_late": Look(_("Money came too late"), "alert-triangle", "warn"),
    "order.reopened": Look(_("Order taken up again"), "rotate-clockwise", "info"),
    "order.edit_begun": Look(_("Edit begun"), "pencil"),
    "order.edited": Look(_("Order edited"), "edit", "info"),
    "order.edit_declined": Look(_("Edit thrown away"), "x"),
    "order.held": Look(_("Order put on hold"), "lock", "warn"),
    "order.released": Look(_("Order released"), "arrow-right"),
    "order.tagged": Look(_("Tags changed"), "tags"),
    "order.note_added": Look(_("Note written"), "message"),
    "order.fraud_judged": Look(_("Looked at for fraud"), "shield-check"),
    "order.duplicate_found": Look(_("May be a duplicate"), "copy", "warn"),
    "order.duplicate_cleared": Look(_("It is no duplicate"), "check"),
    "order.customer_shown": Look(_("Customer shown"), "eye"),
    "order.customer_erased": Look(_("Customer erased"), "trash"),
}

STOCK = {
    "stock.reserved": Look(_("Stock reserved"), "package"),
    "stock.released": Look(_("Stock given back"), "package-import"),
    "stock.promise_moved": Look(_("Stock taken from elsewhere"), "arrows-exchange"),
    "stock.hold_expired": Look(_("Reservation expired"), "hourglass", "warn"),
    "stock.hold_extended": Look(_("Reservation extended"), "clock"),
    "stock.backordered": Look(_("Goods are to come later"), "calendar", "warn"),
    "stock.backorder_filled": Look(_("Goods have come"), "package-import", "good"),
    "stock.shipped": Look(_("Stock left the building"), "package-export"),
}

PAYMENT = {
    "payment.begun": Look(_("Payment asked for"), "credit-card"),
    "payment.action_needed": Look(_("Customer has to act"), "user", "warn"),
    "payment.authorized": Look(_("Payment authorized"), "credit-card", "busy"),
    "payment.authorization_lapses": Look(_("Authorization lapses soon"), "hourglass", "warn"),
    "payment.charged": Look(_("Payment received"), "cash", "good"),
    "payment.refused": Look(_("Payment refused"), "circle-x", "bad"),
    "payment.fell_through": Look(_("Payment fell through"), "circle-x", "bad"),
    "payment.voided": Look(_("Reserved money let go"), "arrow-back-up"),
    "payment.refund_granted": Look(_("Refund granted"), "receipt-refund", "info"),
    "payment.refunded": Look(_("Money given back"), "receipt-refund", "good"),
    "payment.refund_ended": Look(_("Refund is over"), "receipt-refund"),
    "payment.refund_came_back": Look(_("Refund came back"), "alert-triangle", "bad"),
    "payment.charged_back": Look(_("Payment charged back"), "alert-triangle", "bad"),
    "payment.charge_back_reversed": Look(_("Charge-back reversed"), "check", "good"),
    "payment.call_refused": Look(_("The provider refused"), "circle-x", "bad"),
    "payment.call_unresolved": Look(_("The provider does not answer"), "alert-circle", "warn"),
    "payment.split_planned": Look(_("Shares asked for"), "transfer"),
    "payment.split_ended": Look(_("Shares paid out"), "transfer", "good"),
    "payment.split_frees_soon": Look(_("Time to share is over soon"), "hourglass", "warn"),
    "payment.split_shortfall": Look(_("The house paid for receivers"), "alert-circle", "warn"),
    "payment.share_refused": Look(_("A share was refused"), "circle-x", "bad"),
    "payment.share_return_asked": Look(_("A share was asked back"), "arrow-back-up"),
    "payment.share_returned": Look(_("A share came back"), "arrow-back-up", "good"),
    "payment.share_return_refused": Look(_("A share did not come back"), "circle-x", "bad"),
}

LEAVING = {
    "fulfillment.opened": Look(_("To be picked"), "inbox"),
    "fulfillment.held": Look(_("Kept back in the warehouse"), "lock", "warn"),
    "fulfillment.released": Look(_("Goes on in the warehouse"), "arrow-right"),
    "fulfillment.split": Look(_("Sent in two parts"), "arrows-exchange"),
    "fulfillment.moved": Look(_("Sent from elsewhere"), "transfer"),
    "fulfillment.merged": Look(_("Sent together"), "package"),
    "fulfillment.canceled": Look(_("No longer to be sent"), "package-off"),
    "fulfillment.shorted": Look(_("Sent without a part"), "package-off", "warn"),
    "fulfillment.packed": Look(_("Packed"), "package", "busy"),
    "fulfillment.shipped": Look(_("Left the warehouse"), "truck", "good"),
    "parcel.tracking_added": Look(_("Tracking number added"), "barcode"),
    "parcel.labeled": Look(_("Label made"), "printer"),
    "parcel.tracked": Look(_("The carrier told something"), "truck"),
    "parcel.late": Look(_("Parcel is late"), "alert-triangle", "warn"),
    "parcel.stuck": Look(_("Nothing is heard of the parcel"), "alert-triangle", "warn"),
    "parcel.delivered": Look(_("Parcel delivered"), "truck-delivery", "good"),
    "parcel.dropped": Look(_("Parcel dropped"), "trash"),
    "carrier.refused": Look(_("The carrier refused"), "circle-x", "bad"),
}

MAIL = {
    "notification.sent": Look(_("Customer told by mail"), "mail"),
    "notification.failed": Look(_("Mail could not be sent"), "mail", "bad"),
    "notification.retried": Look(_("Mail tried again"), "mail"),
}

LOOKS = {**ORDER, **STOCK, **PAYMENT, **LEAVING, **MAIL}
