"""What people say about labels."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import Bars
from guildhall.console.labels.papers import PAPERS

BARS = (
    (Bars.FITTING.value, _("The bars that fit: EAN-13, EAN-8 or Code 128")),
    (Bars.CODE128.value, "Code 128"),
    (Bars.QR.value, _("QR code")),
)


class LabelsForm(forms.Form):
    items = forms.CharField(
        label=_("What to print"),
        max_length=30_000,
        help_text=_("Scan or type one SKU or barcode a line. FIG x 3 prints three."),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[(name, paper.title) for name, paper in PAPERS.items()]
    )
    bars = forms.ChoiceField(label=_("Bars"), choices=BARS)
    channel = forms.ChoiceField(label=_("Show the price on"), required=False)

    def offer(self, channels: Iterable[tuple[str, str]]) -> None:
        """Fill in on which channels prices can be."""
        known = [("", _("– no price –")), *channels]
        self.fields["channel"].choices = known  # type: ignore[attr-defined] # a ChoiceField
