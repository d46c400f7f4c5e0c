"""What people fill in on pages of orders."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.orders.timeline import LOOKED_FOR
from guildhall.kernel.money import Money, minor_unit
from guildhall.orders.states import (
    LookReason,
)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history. Write no personal data."),
    )


class CustomerForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why must you know?"),
        choices=[(str(reason), LOOKED_FOR[reason]) for reason in LookReason],
        help_text=_("Kept in the history, with your name."),
    )


class PaymentForm(forms.Form):
    currency = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=14,
        min_value=Decimal("0.0001"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": "0"}),
    )

    def prefill(self, due: Money) -> None:
        """Offer what is due, in the steps of its currency."""
        step = minor_unit(due.currency)
        self.fields["amount"].widget.attrs.update(
            step=str(step), min=str(step), max=str(due.rounded().amount)
        )
        self.fields["amount"].help_text = due.currency
        self.initial = {"amount": due.rounded().amount, "currency": due.currency}
