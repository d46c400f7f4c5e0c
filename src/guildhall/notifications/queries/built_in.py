"""What the house says where a brand has no words of its own; translated where it is said."""

from django.utils.translation import gettext_lazy as _

from guildhall.notifications.states import MailKind

# kind: (subject, body); what stands between braces is filled for each mail.
SUBJECTS = {
    MailKind.ORDER_CONFIRMED: _("Your order {order} is confirmed"),
    MailKind.ORDER_SHIPPED: _("Your order {order} is on its way"),
    MailKind.ORDER_REFUNDED: _("We have refunded {amount} of your order {order}"),
    MailKind.ORDER_CANCELED: _("Your order {order} is canceled"),
    MailKind.SIGN_IN_CODE: _("{code} is your code for {brand}"),
}
BODIES = {
    MailKind.ORDER_CONFIRMED: _(
        "Thank you for your order. We have everything that we need and will tell you as soon as"
        " it leaves."
    ),
    MailKind.ORDER_SHIPPED: _("What you ordered has left us today. {tracking}"),
    MailKind.ORDER_REFUNDED: _(
        "{amount} is on its way back to you, the way that you paid. Depending on your bank this"
        " takes a few days."
    ),
    MailKind.ORDER_CANCELED: _(
        "Your order is canceled, and nothing of it will be sent. What you have paid is given back."
    ),
    MailKind.SIGN_IN_CODE: _(
        "Your code is {code}. It is good for {minutes} minutes and for one sign-in. If you did"
        " not ask for it, you need not do anything."
    ),
}
GREETING = _("Hello {customer},")
GREETING_OF_NOBODY = _("Hello,")
CLOSING = _("Kind regards, {brand}")
COLOR = "#1f2937"
