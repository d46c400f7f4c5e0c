"""What people fill in beside the list of orders: names of lists, and terms of what they do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.inbox.words import ACTS, HELD_FOR
from guildhall.orders.operations.batches import NEEDS
from guildhall.orders.states import BatchAct, HoldReason
from guildhall.orders.types import BatchTerms

NO_NAMES = _("Kept in the history. Write no personal data.")


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    shared = forms.BooleanField(label=_("Show it to everybody in the company"), required=False)


class TermsForm(forms.Form):
    """The terms of one act: only the fields that it needs."""

    hold = forms.ChoiceField(
        label=_("Why"), choices=[(each.value, HELD_FOR[each]) for each in HoldReason]
    )
    tag = forms.CharField(label=_("Tag"), max_length=30)
    text = forms.CharField(label=_("Reason"), max_length=200, help_text=NO_NAMES)
    sure = forms.BooleanField(label=_("Yes, do this. It cannot be undone."))

    def __init__(self, *args: object, act: BatchAct, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # a form's own arguments
        needed = {*NEEDS.get(act, ()), *(["sure"] if ACTS[act].is_grave else [])}
        if act is BatchAct.HOLD:
            needed.add("text")
            self.fields["text"].required = False
        if act is BatchAct.NOTE:
            self.fields["text"].label = _("Note")
        for name in set(self.fields) - needed:
            del self.fields[name]

    def terms(self) -> BatchTerms:
        given = self.cleaned_data
        hold = given.get("hold")
        return BatchTerms(
            hold=HoldReason(hold) if hold else None,
            tag=given.get("tag", ""),
            text=given.get("text", ""),
        )
