"""What people fill in, scan and filter on pages of the warehouse."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.operations import ScanIn
from guildhall.inventory.types import (
    LocationCard,
    LotFilter,
    MovementFilter,
    PaperFilter,
    ScanPatternCard,
    TrayNote,
    TrayScanCard,
)

ANY = ("", _("Any"))
LONGEST_AGE_MS = 24 * 3600 * 1000


class ScanForm(forms.Form):
    scan = forms.CharField(
        label=_("Scan or type a code"),
        max_length=200,
        strip=False,
        widget=forms.TextInput(
            attrs={
                "data-scan-field": "",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "inputmode": "text",
                "enterkeyhint": "done",
            }
        ),
    )
    of = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    age = forms.IntegerField(
        required=False, min_value=0, max_value=LONGEST_AGE_MS, widget=forms.HiddenInput
    )

    def scanned(self) -> ScanIn:
        """Return what came from the scanner."""
        given = self.cleaned_data
        age = timedelta(milliseconds=given.get("age") or 0)
        return ScanIn(given["scan"], given.get("of", ""), age)


class _Places(forms.Form):
    def offer(self, locations: Iterable[LocationCard], *names: str) -> None:
        """Fill the lists of places, which are read with the page itself."""
        choices = [(place.code, f"{place.code} · {place.name}") for place in locations]
        for name in names or ("location",):
            self.fields[name].widget.choices = choices


class PlaceForm(_Places):
    location = forms.CharField(label=_("Location"), max_length=40, widget=forms.Select)


class SendForm(_Places):
    location = forms.CharField(label=_("From"), max_length=40, widget=forms.Select)
    destination = forms.CharField(label=_("To"), max_length=40, widget=forms.Select)


class CountForm(PlaceForm):
    skus = forms.CharField(
        label=_("Only these SKUs"),
        required=False,
        max_length=4000,
        help_text=_("One a line; empty counts everything that lies there."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def chosen_skus(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["skus"].splitlines() if line.strip()]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=80)


class DisposalForm(ReasonForm):
    """How much of a lot is given up, and why."""

    quantity = forms.DecimalField(
        label=_("Quantity"),
        max_digits=15,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    field_order = ("quantity", "reason")


class PatternForm(forms.Form):
    """A label of the house's own. Its name is given once."""

    name = forms.RegexField(
        label=_("Name"),
        regex=r"^[a-z0-9][a-z0-9-]*$",
        max_length=40,
        help_text=_("Small letters, digits and hyphens, such as weighed."),
        error_messages={"invalid": _("Use small letters, digits and hyphens.")},
    )
    mask = forms.CharField(
        label=_("What it looks like"),
        max_length=120,
        help_text=_("Such as 21{item:5}{weight:5.3}{check}: five digits, three of them decimals."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=_("Where two of them fit, the least goes first."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: object, *, known: ScanPatternCard | None) -> None:
        names = ("mask", "rank", "is_active")
        before = {name: getattr(known, name) for name in names} if known else None
        super().__init__(data, initial=before)  # type: ignore[arg-type]
        self._known = known
        if known is not None:
            del self.fields["name"]

    @property
    def code(self) -> str:
        return self._known.code if self._known else str(self.cleaned_data["name"])

    def told(self) -> dict[str, Any]:
        """Return what was filled in beside the name."""
        return {name: self.cleaned_data[name] for name in ("mask", "rank", "is_active")}


class DetailsForm(forms.Form):
    """Where goods came from; for each line what one unit cost, and when its lot ends."""

    supplier = forms.CharField(label=_("Supplier"), required=False, max_length=120)
    delivery_note = forms.CharField(label=_("Delivery note"), required=False, max_length=80)
    currency = forms.RegexField(
        label=_("Currency of the costs"), regex=r"^[A-Z]{3}$", required=False, max_length=3
    )

    def __init__(self, *args: object, lines: Sequence[TrayScanCard], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.lines = lines
        for i, line in enumerate(lines):
            self.fields[f"cost_{i}"] = forms.DecimalField(
                label=_("Unit cost"),
                required=False,
                min_value=0,
                max_digits=15,
                decimal_places=6,
                initial=line.unit_cost,
            )
            if line.tracking != "none":
                self.fields[f"ends_{i}"] = forms.DateField(
                    label=_("Good until"),
                    required=False,
                    initial=line.expires_on,
                    widget=forms.DateInput(attrs={"type": "date"}),
                )

    def rows(self) -> list[tuple[TrayScanCard, list[forms.BoundField]]]:
        """Return each line with its own fields."""
        return [
            (line, [self[name] for name in (f"cost_{i}", f"ends_{i}") if name in self.fields])
            for i, line in enumerate(self.lines)
        ]

    def notes(self) -> list[TrayNote]:
        given = self.cleaned_data
        return [
            TrayNote(line.sku, line.lot, given.get(f"cost_{i}"), given.get(f"ends_{i}"))
            for i, line in enumerate(self.lines)
        ]


class PaperFilterForm(_Places):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number or supplier")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    state = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, data: object, *, states: Sequence[tuple[str, object]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["state"].choices = [ANY, *states]  # type: ignore[attr-defined]

    def offer(self, locations: Iterable[LocationCard], *names: str) -> None:  # noqa: ARG002 - one list
        choices = [ANY, *((place.code, place.name) for place in locations)]
        self.fields["location"].widget.choices = choices

    def chosen(self, *, scopes: tuple[str, ...]) -> PaperFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return PaperFilter(
            given.get("q", ""), given.get("location", ""), given.get("state", ""), scopes
        )


class LotFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Lot, SKU or name")}),
    )
    recalled = forms.ChoiceField(
        label=_("Recalled"), required=False, choices=[ANY, ("1", _("Recalled"))]
    )
    expires_by = forms.DateField(
        label=_("Ends by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def chosen(self, *, scopes: tuple[str, ...]) -> LotFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return LotFilter(
            text=given.get("q", ""),
            recalled=bool(given.get("recalled")),
            expires_by=given.get("expires_by"),
            scopes=scopes,
        )


class MovementFilterForm(_Places):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU or paper")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    kind = forms.ChoiceField(label=_("Movement"), required=False)

    def __init__(self, data: object, *, kinds: Sequence[tuple[str, object]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["kind"].choices = [ANY, *kinds]  # type: ignore[attr-defined]

    def offer(self, locations: Iterable[LocationCard], *names: str) -> None:  # noqa: ARG002 - one list
        choices = [ANY, *((place.code, place.name) for place in locations)]
        self.fields["location"].widget.choices = choices

    def chosen(self, *, scopes: tuple[str, ...]) -> MovementFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return MovementFilter(
            given.get("q", ""), given.get("location", ""), given.get("kind", ""), scopes
        )
