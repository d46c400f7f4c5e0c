"""What people choose on pages of the trail."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.identity.types import StaffCard
from guildhall.kernel.facts import FactFilter

ANY = ("", _("Any"))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TrailFilterForm(forms.Form):
    q = forms.CharField(
        label=_("About"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "order:ORD-2026-000123"}),
    )
    actor = forms.CharField(label=_("Who"), required=False, max_length=80, widget=forms.Select)
    kind = forms.CharField(label=_("What"), required=False, max_length=80, widget=forms.Select)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    session = forms.CharField(label=_("Session"), required=False, max_length=40)
    request = forms.UUIDField(label=_("Request"), required=False)

    def offer(self, people: Iterable[StaffCard], kinds: Iterable[str]) -> None:
        """Fill the lists; who has left or is a program stays choosable by a link to it."""
        staff = [(f"staff:{person.id}", person.name) for person in people]
        self.fields["actor"].widget.choices = self._with_given("actor", [ANY, *staff])
        named = [(kind, kind) for kind in kinds]
        self.fields["kind"].widget.choices = self._with_given("kind", [ANY, *named])

    def chosen(self) -> FactFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        request: UUID | None = given.get("request")
        until: date | None = given.get("until")
        return FactFilter(
            actor=given.get("actor", ""),
            type=given.get("kind", ""),
            subject=given.get("q", "").strip(),
            since=_midnight(given.get("since")),
            before=_midnight(until + timedelta(days=1) if until else None),
            session=given.get("session", ""),
            request_id=request,
        )

    def _with_given(
        self, name: str, choices: list[tuple[str, object]]
    ) -> list[tuple[str, object]]:
        given = self.data.get(name, "")
        known = {value for value, _words in choices}
        return choices if given in known else [*choices, (given, given)]


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(0), UTC) if day else None
