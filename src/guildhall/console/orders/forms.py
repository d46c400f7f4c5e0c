"""What people fill in on pages of orders."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.orders.timeline import LOOKED_FOR
from guildhall.console.shell.statuses import status_of
from guildhall.kernel.money import Money, minor_unit
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import late, reach_of_customers
from guildhall.orders.states import (
    OPEN,
    FulfillmentState,
    LookReason,
    OrderState,
    PaymentState,
)
from guildhall.orders.types import OrderFilter
from guildhall.organization.types import StoreCard

ANY = ("", _("Any"))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choices(states: Iterable[str], *, axis: str = "") -> list[tuple[str, object]]:
    return [ANY, *((state, status_of(state, axis=axis).label) for state in states)]


class OrderFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, customer or email")}
        ),
    )
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=lambda: _choices([OPEN, *OrderState])
    )
    payment = forms.ChoiceField(
        label=_("Payment"), required=False, choices=lambda: _choices(PaymentState, axis="payment")
    )
    fulfillment = forms.ChoiceField(
        label=_("Shipping"),
        required=False,
        choices=lambda: _choices(FulfillmentState, axis="fulfillment"),
    )
    late = forms.ChoiceField(label=_("Waiting"), required=False, choices=[ANY, ("1", _("Late"))])
    store = forms.CharField(label=_("Store"), required=False, widget=forms.Select)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)

    def offer(self, stores: Iterable[StoreCard]) -> None:
        """Fill the list of stores, which is read with the page itself."""
        choices = [ANY, *((store.code, store.name) for store in stores)]
        self.fields["store"].widget.choices = choices

    def chosen(self, *, at: datetime, actor: Actor) -> OrderFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return OrderFilter(
            text=given.get("q", ""),
            state=given.get("state", ""),
            payment=given.get("payment", ""),
            fulfillment=given.get("fulfillment", ""),
            store=given.get("store", ""),
            since=given.get("since"),
            until=given.get("until"),
            placed_before=late(at).placed_before if given.get("late") else None,
            scopes=actor.reach("orders:view"),
            known=reach_of_customers(actor),
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
