"""What somebody fills in about an API key."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.console.shell.rights import in_words
from guildhall.identity.states import KEY_CAPABILITIES, KeyKind
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import EVERYWHERE

KINDS: tuple[tuple[str, Text], ...] = (
    (KeyKind.SECRET, _("Secret: for a program on a server")),
    (KeyKind.PUBLISHABLE, _("Publishable: for a shop's page, where everybody can read it")),
)
OVERLAPS: tuple[tuple[str, Text], ...] = (
    ("0", _("It stops at once")),
    ("1", _("It works for one more hour")),
    ("24", _("It works for one more day")),
    ("168", _("It works for one more week")),
)
FIELD_OF = {
    "identity.network_invalid": "addresses",
    "identity.not_for_browsers": "rights",
    "identity.more_than_you_hold": "rights",
}


class Lines(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        text: str = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Who uses it: the web shop, the books, …")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    rights = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=in_words(sorted(KEY_CAPABILITIES)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "As little as it needs. A publishable key may read the catalog and fill carts."
        ),
    )
    scope = forms.ChoiceField(label=_("Where"))
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is revoked."),
    )
    addresses = Lines(
        label=_("Networks"),
        required=False,
        max_length=2_000,
        help_text=_("One a line, such as 203.0.113.0/24. Empty: from everywhere."),
    )
    rate = forms.IntegerField(
        label=_("Calls a minute"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty: as many as your plan allows."),
    )

    def offer(self, scopes: Sequence[tuple[str, Text]]) -> None:
        """Fill the list of places that whoever makes the key reaches."""
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        self.fields["scope"].initial = scopes[0][0] if scopes else EVERYWHERE

    def clean_last_day(self) -> date | None:
        chosen: date | None = self.cleaned_data["last_day"]
        if chosen is not None and chosen < localdate(clock.now()):
            raise ValidationError(gettext("This day is over."))
        return chosen

    @property
    def terms(self) -> KeyTerms:
        """Return what a valid form says beside the name and the rights."""
        given = self.cleaned_data
        return KeyTerms(
            kind=KeyKind(given["kind"]),
            scope=given["scope"],
            addresses=given["addresses"],
            rate=given["rate"],
            expires_at=_end_of(given["last_day"]),
        )

    def point_at(self, refusal: Refusal) -> bool:
        """Show a refusal at the field that it is about; return whether there is one."""
        field = FIELD_OF.get(refusal.code)
        if field is not None:
            self.add_error(field, refusal.told(gettext))
        return field is not None


class RotateForm(forms.Form):
    overlap = forms.ChoiceField(label=_("The former key"), choices=OVERLAPS, initial="24")

    @property
    def hours(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["overlap"]))


class NarrowForm(forms.Form):
    without = forms.MultipleChoiceField(
        choices=[(each, each) for each in sorted(KEY_CAPABILITIES)]
    )


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else make_aware(datetime.combine(day + timedelta(1), time.min))
