"""What people say of differences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.reconciliation.words import SOLUTIONS, VERDICTS
from guildhall.payments.states import Solution, Verdict
from guildhall.payments.types import WorkItemFilter

ANY = ("", _("Any"))
# What is open and what is in work are together not solved.
STATES = [("open", _("Not solved")), ("in_work", _("In work")), ("solved", _("Solved"))]
DIFFERENT = [
    (kind, VERDICTS[kind])
    for kind in (
        Verdict.OURS_ONLY.value,
        Verdict.THEIRS_ONLY.value,
        Verdict.AMOUNT_DIFFERS.value,
        Verdict.FEE_DIFFERS.value,
    )
]


class ItemsForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Order or provider's reference")}
        ),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *STATES])
    kind = forms.ChoiceField(label=_("Difference"), required=False, choices=[ANY, *DIFFERENT])
    account = forms.CharField(label=_("Account"), required=False, max_length=40)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    bill = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> WorkItemFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return WorkItemFilter(
            state=given.get("state", ""),
            kind=given.get("kind", ""),
            account=given.get("account", ""),
            bill=given.get("bill"),
            day=given.get("day"),
            text=given.get("q", ""),
        )


class SolveForm(forms.Form):
    solution = forms.ChoiceField(
        label=_("Why it is none any more"),
        choices=[(s, t) for s, t in SOLUTIONS.items() if s != Solution.SETTLED_LATER],
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
