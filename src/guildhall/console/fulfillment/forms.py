"""What people fill in, choose and scan on pages of fulfillment."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.fulfillment.words import REASONS
from guildhall.console.shell.statuses import status_of
from guildhall.fulfillment.queries import DOING, LIVE
from guildhall.fulfillment.states import BY_HAND, ParcelState, Tracked, WorkState
from guildhall.fulfillment.types import AccountCard, Box, ParcelFilter, WorkCard, WorkFilter
from guildhall.inventory.types import LocationCard

ANY = ("", _("Any"))
WIDEST = 80


class _Filtered(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number or order")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)

    def offer(self, places: Iterable[LocationCard]) -> None:
        choices = [ANY, *((place.code, f"{place.code} · {place.name}") for place in places)]
        self.fields["location"].widget.choices = choices


class QueueForm(_Filtered):
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [
            ANY,
            (DOING, _("To do")),
            (LIVE, _("Not sent yet")),
            *((state, status_of(state, axis="work").label) for state in WorkState),
        ],
    )
    late = forms.ChoiceField(label=_("Waiting"), required=False, choices=[ANY, ("1", _("Late"))])

    def chosen(self, *, at: datetime, scopes: tuple[str, ...]) -> WorkFilter:
        self.is_valid()
        given = self.cleaned_data
        late = at if given.get("late") else None
        return WorkFilter(
            text=given.get("q", ""),
            state=given.get("state") or (LIVE if late else DOING if not given.get("q") else ""),
            location=given.get("location", ""),
            late=late,
            scopes=scopes,
        )


class ParcelsForm(_Filtered):
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [
            ANY,
            *((state, status_of(state, axis="parcel").label) for state in ParcelState),
            *((state, status_of(state, axis="tracked").label) for state in Tracked),
        ],
    )
    trouble = forms.ChoiceField(
        label=_("Trouble"),
        required=False,
        choices=[
            ANY,
            ("late", _("Late")),
            ("stuck", _("Stuck")),
            ("exception", _("Failed or returned")),
        ],
    )

    def chosen(self, *, scopes: tuple[str, ...]) -> ParcelFilter:
        self.is_valid()
        given = self.cleaned_data
        return ParcelFilter(
            text=given.get("q", ""),
            state=given.get("state", ""),
            trouble=given.get("trouble", ""),
            location=given.get("location", ""),
            scopes=scopes,
        )


class HoldForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=lambda: [(each, REASONS[each]) for each in BY_HAND]
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class MoveForm(forms.Form):
    location = forms.CharField(label=_("To"), max_length=40, widget=forms.Select)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def offer(self, places: Iterable[LocationCard]) -> None:
        choices = [(place.code, f"{place.code} · {place.name}") for place in places]
        self.fields["location"].widget.choices = choices


class PartForm(forms.Form):
    """A line and how much of it."""

    line = forms.TypedChoiceField(label=_("What"), coerce=UUID)
    quantity = forms.DecimalField(
        label=_("Quantity"),
        max_digits=14,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )

    def offer(self, work: WorkCard) -> None:
        left = [line for line in work.lines if line.left > 0]
        self.fields["line"].choices = [  # type: ignore[attr-defined] # a choice field's own
            (str(line.id), f"{line.sku} · {line.title} ({line.left.normalize():f})")
            for line in left
        ]


class ShortForm(PartForm):
    reason = forms.CharField(label=_("Reason"), max_length=80)


class BoxForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)
    tracking = forms.CharField(label=_("Tracking number"), max_length=WIDEST, required=False)
    weight_grams = forms.IntegerField(
        label=_("Weight in grams"), required=False, min_value=1, max_value=1_000_000
    )

    def box(self) -> Box:
        given = self.cleaned_data
        number, carrier = given["tracking"].strip(), given["carrier"].strip()
        return Box(
            carrier=carrier,
            weight_grams=given["weight_grams"],
            trackings=((carrier, number),) if number else (),
        )


class AddressForm(forms.Form):
    """An address in parts, as carriers want to hear it."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    street = forms.CharField(label=_("Street"), max_length=120, required=False)
    street2 = forms.CharField(label=_("Second line"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    region = forms.CharField(label=_("State or province"), max_length=60, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as US.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class LabelForm(forms.Form):
    """A label to be bought, and of what."""

    account = forms.ChoiceField(label=_("Account"))
    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, required=False, help_text=_("Empty is any.")
    )
    service = forms.CharField(
        label=_("Service"),
        max_length=60,
        required=False,
        help_text=_("As the carrier calls it. Empty is the cheapest."),
    )
    weight_grams = forms.IntegerField(label=_("Weight in grams"), min_value=1, max_value=1_000_000)
    length_mm = forms.IntegerField(label=_("Length in mm"), min_value=1, max_value=10_000)
    width_mm = forms.IntegerField(label=_("Width in mm"), min_value=1, max_value=10_000)
    height_mm = forms.IntegerField(label=_("Height in mm"), min_value=1, max_value=10_000)

    accounts: tuple[AccountCard, ...] = ()

    def offer(self, accounts: tuple[AccountCard, ...]) -> None:
        self.accounts = accounts
        self.fields["account"].choices = [  # type: ignore[attr-defined] # a choice field's own
            (each.code, each.name) for each in accounts
        ]

    def box(self) -> Box:
        return Box(**self.cleaned_data)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class TrackingForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking = forms.CharField(label=_("Tracking number"), max_length=WIDEST)


class FileForm(forms.Form):
    file = forms.FileField(label=_("CSV file"))
    dry_run = forms.BooleanField(label=_("Only try it"), required=False, initial=True)
