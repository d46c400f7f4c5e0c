"""What people fill in on pages of people and roles."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from guildhall.console.people.queries import Question
from guildhall.console.people.words import ACTIONS, RESOURCES
from guildhall.console.shell.navigation import Text
from guildhall.identity.states import COMPANY, COMPANY_CAPABILITIES
from guildhall.identity.types import HeldRole, Invitee, Terms
from guildhall.kernel.stamp import EVERYWHERE

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MORE_LINES = 2

type Choices = Sequence[tuple[str, Text]]


class AskForm(forms.Form):
    """What one wants explained."""

    q = forms.CharField(
        label=_("Order"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "ORD-2026-000123"}),
    )
    place = forms.CharField(label=_("Where"), required=False, widget=forms.Select)

    def offer(self, scopes: Choices) -> None:
        choices = [
            (EVERYWHERE, _("Anywhere")),
            *(each for each in scopes if each[0] != EVERYWHERE),
        ]
        self.fields["place"].widget.choices = choices

    def asked(self) -> Question:
        """Return the question; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return Question(given.get("place") or EVERYWHERE, given.get("q", "").strip().upper())


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(
        label=_("Where"), help_text=_("What lies elsewhere is neither shown nor counted.")
    )

    def offer(self, roles: Choices, scopes: Choices) -> None:
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]

    def invitee(self) -> Invitee:
        given = self.cleaned_data
        return Invitee(given["email"], given["name"], given["role"], given["scope"])


class GrantForm(forms.Form):
    """One line: an empty role is no role."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    scope = forms.ChoiceField(label=_("Where"), required=False)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def offer(self, roles: Choices, scopes: Choices) -> None:
        self.fields["role"].choices = [("", _("No role")), *roles]  # type: ignore[attr-defined]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]


type GrantLines = forms.BaseFormSet[GrantForm]
GrantForms = forms.formset_factory(GrantForm, extra=MORE_LINES, max_num=40, absolute_max=60)


def lines_of(held: Iterable[HeldRole]) -> list[dict[str, object]]:
    """Return what a person holds, as the form shows it."""
    return [
        {"role": one.role, "scope": one.scope, "until": _last_day(one.expires_at)} for one in held
    ]


def terms_of(lines: GrantLines, held: Iterable[HeldRole]) -> tuple[Terms, ...]:
    """Return what the form asks for. An end that nobody touched stays what it was."""
    ends = {(one.role, one.scope): one.expires_at for one in held}
    given = [form.cleaned_data for form in lines.forms if form.cleaned_data.get("role")]
    return tuple(
        Terms(one["role"], one["scope"], _end(one["until"], ends.get((one["role"], one["scope"]))))
        for one in given
    )


class RoleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    rights = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(each, each) for each in COMPANY_CAPABILITIES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one right.")},
    )

    def matrix(self) -> list[tuple[Text, list[dict[str, object] | None]]]:
        """Return a row per resource and a cell per action; None where there is no such right."""
        chosen = set(self["rights"].value() or ())
        return [
            (words, [_box(resource, action, chosen) for action in ACTIONS])
            for resource, words in RESOURCES.items()
        ]


def _box(resource: str, action: str, chosen: set[str]) -> dict[str, object] | None:
    if action not in COMPANY[resource]:
        return None
    right = f"{resource}:{action}"
    return {"right": right, "action": ACTIONS[action], "on": right in chosen}


def _last_day(end: datetime | None) -> date | None:
    """Return the last day on which something still holds."""
    return None if end is None else localtime(end - timedelta(microseconds=1)).date()


def _end(day: date | None, before: datetime | None) -> datetime | None:
    if day is None or day == _last_day(before):
        return None if day is None else before
    return make_aware(datetime.combine(day + timedelta(days=1), time(0)))
