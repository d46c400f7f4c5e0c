"""What people fill in about mails to customers."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.notifications.states import DeliveryState, MailKind
from guildhall.notifications.types import DeliveryFilter, Look, Words

KINDS = {
    MailKind.ORDER_CONFIRMED: _("Order confirmed"),
    MailKind.ORDER_SHIPPED: _("Order shipped"),
    MailKind.ORDER_REFUNDED: _("Refund"),
    MailKind.ORDER_CANCELED: _("Order canceled"),
    MailKind.SIGN_IN_CODE: _("Sign-in code"),
}
STATES = {
    DeliveryState.WAITING: pgettext_lazy("status", "Waiting"),
    DeliveryState.SENT: pgettext_lazy("status", "Sent"),
    DeliveryState.FAILED: pgettext_lazy("status", "Failed"),
    DeliveryState.SKIPPED: pgettext_lazy("status", "Left out"),
}
ANY = ("", _("Any"))


class DeliveryFilterForm(forms.Form):
    order = forms.CharField(label=_("Order"), required=False, max_length=32)
    kind = forms.ChoiceField(label=_("Mail"), required=False, choices=[ANY, *KINDS.items()])
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *STATES.items()])

    @property
    def chosen(self) -> DeliveryFilter:
        self.is_valid()
        given = self.cleaned_data
        return DeliveryFilter(
            kind=given.get("kind", ""),
            state=given.get("state", ""),
            reference=given.get("order", ""),
        )


class WordsForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    greeting = forms.CharField(label=_("Greeting"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    closing = forms.CharField(label=_("Closing"), max_length=400, required=False)
    is_sent = forms.BooleanField(label=_("Send this mail"), required=False)

    @property
    def words(self) -> Words:
        return Words(**self.cleaned_data)


class LookForm(forms.Form):
    sender_name = forms.CharField(label=_("Sender"), max_length=80, required=False)
    sender_address = forms.CharField(
        label=_("Sender's address"),
        max_length=254,
        required=False,
        help_text=_("Your mail server must be allowed to send for it."),
    )
    reply_to = forms.CharField(label=_("Answers go to"), max_length=254, required=False)
    color = forms.CharField(
        label=_("Color"), max_length=7, required=False, help_text=_("Such as #1f6feb.")
    )
    footer = forms.CharField(label=_("Footer"), max_length=400, required=False)

    @property
    def look(self) -> Look:
        return Look(**self.cleaned_data)
