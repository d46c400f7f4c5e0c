"""The filters of the list of orders: what its address says, and what a kept list says."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.inbox.words import HELD_FOR
from guildhall.console.shell.statuses import status_of
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import late, reach_of_customers
from guildhall.orders.states import (
    OPEN,
    FulfillmentState,
    HoldReason,
    OrderSort,
    OrderState,
    PaymentState,
)
from guildhall.orders.types import OrderFilter
from guildhall.organization.types import ChannelCard, StoreCard

ANY = ("", _("Any"))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SOON = timedelta(hours=24)
LATE, EXPIRING = "late", "expiring"
DUE = [ANY, (LATE, _("Late to ship")), (EXPIRING, _("To be paid within a day"))]
FLAGS = [
    ANY,
    ("problem", _("Any problem")),
    ("held", _("On hold")),
    ("fraud", _("To be looked at")),
    ("duplicate", _("May be a duplicate")),
    ("overpaid", _("Overpaid")),
]
SORTS = [
    ("", _("Newest first")),
    (OrderSort.OLDEST.value, _("Oldest first")),
    (OrderSort.CHANGED.value, _("Last changed first")),
]


def _states(states: Iterable[str], *, axis: str = "") -> list[tuple[str, object]]:
    return [ANY, *((state, status_of(state, axis=axis).label) for state in states)]


def _holds() -> list[tuple[str, object]]:
    return [ANY, *((reason.value, HELD_FOR[reason]) for reason in HoldReason)]


class OrderFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, customer, email, phone or SKU")}
        ),
    )
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=lambda: _states([OPEN, *OrderState])
    )
    payment = forms.ChoiceField(
        label=_("Payment"), required=False, choices=lambda: _states(PaymentState, axis="payment")
    )
    fulfillment = forms.ChoiceField(
        label=_("Shipping"),
        required=False,
        choices=lambda: _states(FulfillmentState, axis="fulfillment"),
    )
    due = forms.ChoiceField(label=pgettext_lazy("deadline", "Due"), required=False, choices=DUE)
    flag = forms.ChoiceField(label=_("Problem"), required=False, choices=FLAGS)
    hold = forms.ChoiceField(label=_("Held because"), required=False, choices=_holds)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=30)
    brand = forms.CharField(label=_("Brand"), required=False, widget=forms.Select)
    channel = forms.CharField(label=_("Channel"), required=False, widget=forms.Select)
    store = forms.CharField(label=_("Store"), required=False, widget=forms.Select)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    sort = forms.ChoiceField(label=_("Order by"), required=False, choices=SORTS)

    def offer(
        self,
        *,
        stores: Iterable[StoreCard],
        channels: Iterable[ChannelCard],
        brands: Iterable[tuple[str, str]],
    ) -> None:
        """Fill the lists that are read with the page itself."""
        offered = {
            "store": [(store.code, store.name) for store in stores],
            "channel": [(channel.code, channel.name) for channel in channels],
            "brand": list(brands),
        }
        for name, choices in offered.items():
            self.fields[name].widget.choices = [ANY, *choices]

    @property
    def sort_chosen(self) -> OrderSort:
        self.is_valid()
        return OrderSort(self.cleaned_data.get("sort") or OrderSort.NEWEST)

    def chosen(self, *, at: datetime, actor: Actor) -> OrderFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        due = given.get("due")
        return OrderFilter(
            text=given.get("q", ""),
            state=given.get("state", ""),
            payment=given.get("payment", ""),
            fulfillment=given.get("fulfillment", ""),
            brand=given.get("brand", ""),
            channel=given.get("channel", ""),
            store=given.get("store", ""),
            tag=given.get("tag", ""),
            flag=given.get("flag", ""),
            hold=given.get("hold", ""),
            since=given.get("since"),
            until=given.get("until"),
            placed_before=late(at).placed_before if due == LATE else None,
            expires_before=at + SOON if due == EXPIRING else None,
            scopes=actor.reach("orders:view"),
            known=reach_of_customers(actor),
        )
