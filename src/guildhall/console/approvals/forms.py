"""What people fill in on pages of approvals."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from guildhall.approvals.states import ApprovalState
from guildhall.approvals.types import ApprovalFilter, RuleTerms
from guildhall.console.approvals.words import ACTION_WORDS, MEASURED
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.statuses import status_of

ANY = ("", _("Any"))
GRANT, DENY = "grant", "deny"
SHOWN = [state for state in ApprovalState if state is not ApprovalState.UNDERWAY]

type Choices = Sequence[tuple[str, Text]]


class HistoryForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [ANY, *((each, status_of(each, axis="approval").label) for each in SHOWN)],
    )
    action = forms.ChoiceField(
        label=_("What"), required=False, choices=lambda: [ANY, *ACTION_WORDS.items()]
    )

    def chosen(self) -> ApprovalFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return ApprovalFilter(state=given.get("state", ""), action=given.get("action", ""))


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[(GRANT, GRANT), (DENY, DENY)], widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Told to who asked, and kept. To deny, say why."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("decision") == DENY and not given.get("reason"):
            self.add_error("reason", _("Say why not: who asked is told."))
        return given


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class RuleForm(forms.Form):
    action = forms.ChoiceField(
        label=_("What"),
        choices=lambda: list(ACTION_WORDS.items()),
    )
    scope = forms.ChoiceField(
        label=_("Where"),
        help_text=_("The rule of the narrowest place is followed: of a location before a store."),
    )
    threshold = forms.DecimalField(
        label=_("From this size on"),
        max_digits=17,
        decimal_places=4,
        min_value=Decimal(0),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    hours = forms.IntegerField(
        label=_("Hours to decide"), min_value=1, max_value=24 * 90, initial=72
    )
    four_eyes = forms.BooleanField(
        label=_("Four eyes: nobody decides upon their own request"), required=False, initial=True
    )
    is_active = forms.BooleanField(label=_("In force"), required=False, initial=True)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, scopes: Choices) -> None:
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]

    def keep(self, terms: RuleTerms) -> None:
        """Leave what a rule is about as it is: another thing or place is another rule."""
        for name in ("action", "scope"):
            self.fields[name].disabled = True
            self.fields[name].help_text = ""
        self.fields["threshold"].help_text = str(MEASURED.get(terms.action, ""))

    def terms(self) -> RuleTerms:
        given = self.cleaned_data
        return RuleTerms(
            action=given["action"],
            scope=given["scope"],
            threshold=given["threshold"],
            four_eyes=given["four_eyes"],
            hours=given["hours"],
            is_active=given["is_active"],
        )


class StandInForm(forms.Form):
    taker = forms.ChoiceField(
        label=_("Who stands in"),
        help_text=_("They decide what you may decide, but nothing that you or they asked for."),
    )
    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Up to and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def offer(self, people: Choices) -> None:
        self.fields["taker"].choices = people  # type: ignore[attr-defined]

    def times(self) -> tuple[datetime, datetime]:
        """Return when the first day begins and the last one ends, in the zone of the page."""
        given = self.cleaned_data
        last = given["ends_on"] + timedelta(days=1)
        return (
            make_aware(datetime.combine(given["starts_on"], time.min)),
            make_aware(datetime.combine(last, time.min)),
        )
