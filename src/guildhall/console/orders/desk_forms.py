"""What people fill in to decide about an order."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.inbox.words import HELD_FOR
from guildhall.console.orders.words import SEEN_BY
from guildhall.orders.states import FraudMove, HoldReason, Visibility

KEPT = _("Kept in the history. Write no personal data.")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=KEPT)


class HoldForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why does it wait?"),
        choices=[(str(reason), HELD_FOR[reason]) for reason in HoldReason],
    )
    reason = forms.CharField(label=_("Note"), max_length=200, required=False, help_text=KEPT)


class ReleaseForm(forms.Form):
    because = forms.ChoiceField(
        label=_("It waits no longer for"),
        choices=[(str(reason), HELD_FOR[reason]) for reason in HoldReason],
    )

    def offer(self, holds: Iterable[str]) -> None:
        """Offer what it waits for."""
        field = self.fields["because"]
        field.choices = [(hold, HELD_FOR.get(hold, hold)) for hold in holds]  # type: ignore[attr-defined]


class JudgeForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[
            ("", "–"),
            (str(FraudMove.APPROVE), _("It is honest: let it go on")),
            (str(FraudMove.DENY), _("It is not honest: it goes no further")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, help_text=KEPT)


class DuplicateForm(forms.Form):
    other = forms.CharField(
        label=_("The order that it repeats"),
        max_length=32,
        widget=forms.TextInput(attrs={"placeholder": "ORD-", "autocapitalize": "characters"}),
    )


class TagForm(forms.Form):
    add = forms.CharField(max_length=200, required=False)
    remove = forms.CharField(max_length=30, required=False)

    @property
    def added(self) -> list[str]:
        return [tag.strip() for tag in self.cleaned_data["add"].split(",") if tag.strip()]

    @property
    def removed(self) -> list[str]:
        return [self.cleaned_data["remove"]] if self.cleaned_data["remove"] else []


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": ""}),
        help_text=_("Write @ and a name to call somebody to it."),
    )
    visibility = forms.ChoiceField(
        label=_("Who reads it"), choices=[(str(each), SEEN_BY[each]) for each in Visibility]
    )
