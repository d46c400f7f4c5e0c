"""What people fill in on pages of prices."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.queries import OWN
from guildhall.catalog.types import (
    CategoryCard,
    MatrixFilter,
    PriceListCard,
    PriceListDraft,
    PriceSlot,
)
from guildhall.organization.types import ChannelCard

ANY = ("", _("Any"))
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def moment_field(**options: Any) -> forms.DateTimeField:
    """Return a field for a moment, in the zone of the page."""
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(required=False, widget=MOMENT, input_formats=formats, **options)


class MatrixForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU, name or barcode")}),
    )
    channel = forms.CharField(label=_("Channel"), required=False, widget=forms.Select)
    category = forms.CharField(label=_("Category"), required=False, widget=forms.Select)
    brand = forms.CharField(label=_("Brand"), required=False, max_length=120)
    gaps = forms.CharField(label=_("Without a price on"), required=False, widget=forms.Select)

    def offer(
        self,
        channels: Iterable[ChannelCard],
        categories: Iterable[CategoryCard],
        lists: Iterable[PriceListCard],
    ) -> None:
        """Fill the choices, which are read with the page itself."""
        self.fields["channel"].widget.choices = [(each.code, each.name) for each in channels]
        self.fields["category"].widget.choices = [
            ANY,
            *((each.code, each.title) for each in categories),
        ]
        self.fields["gaps"].widget.choices = [
            ANY,
            (OWN, _("the channel itself")),
            *((each.code, each.title) for each in lists),
        ]

    def chosen(self) -> MatrixFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return MatrixFilter(
            text=given.get("q", ""),
            category=given.get("category", ""),
            brand=given.get("brand", ""),
            gaps=given.get("gaps", ""),
        )

    @property
    def channel_code(self) -> str:
        self.is_valid()
        code: str = self.cleaned_data.get("channel", "")
        return code


class PriceForm(forms.Form):
    """A price of one variant: where, from how many on, and from when on."""

    amount = forms.DecimalField(
        label=_("Price"),
        min_value=0,
        max_digits=14,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    price_list = forms.CharField(label=_("List"), required=False, widget=forms.Select)
    min_quantity = forms.DecimalField(
        label=_("From how many on"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("Empty: from the first one on."),
    )
    valid_from = moment_field(label=_("From when on"), help_text=_("Empty: from now on."))

    def offer(self, lists: Iterable[PriceListCard]) -> None:
        self.fields["price_list"].widget.choices = [
            ("", _("The channel's own price")),
            *((each.code, f"{each.title} ({each.currency})") for each in lists),
        ]

    def slot(self) -> PriceSlot:
        given = self.cleaned_data
        return PriceSlot(
            given["price_list"], given["min_quantity"] or Decimal(0), _utc(given["valid_from"])
        )


class ListForm(forms.Form):
    """What can be said of a list after it was made."""

    title = forms.CharField(label=_("Name"), max_length=120)
    customer_group = forms.CharField(
        label=_("Group of customers"),
        required=False,
        max_length=40,
        help_text=_("Empty: for everybody."),
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=-1_000,
        max_value=1_000,
        initial=0,
        help_text=_("Where several lists have a price, the highest counts."),
    )
    starts_at = moment_field(label=_("Starts"))
    ends_at = moment_field(label=_("Ends"))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def draft(self) -> PriceListDraft:
        given = self.cleaned_data
        return PriceListDraft(
            title=given["title"],
            customer_group=given["customer_group"],
            priority=given["priority"],
            starts_at=_utc(given["starts_at"]),
            ends_at=_utc(given["ends_at"]),
            is_active=given["is_active"],
        )


class NewListForm(ListForm):
    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("As programs call it."))
    channel = forms.CharField(label=_("Channel"), max_length=40, widget=forms.Select)
    currency = forms.CharField(label=_("Currency"), max_length=3)

    field_order = ("code", "title", "channel", "currency")

    def offer(self, channels: Iterable[ChannelCard]) -> None:
        choices = [(each.code, f"{each.name} ({each.currency})") for each in channels]
        self.fields["channel"].widget.choices = choices


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
