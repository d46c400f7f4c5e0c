"""What people write on pages of words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.types import COPY_FIELDS, CopyText
from guildhall.console.copies.queries import CopyPage


class CopyForm(forms.Form):
    """The words of one place. An empty field falls back to what its placeholder says."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    slug = forms.CharField(
        label=_("Part of the address"),
        required=False,
        max_length=200,
        help_text=_("Small letters, digits and hyphens: red-mug"),
    )
    seo_title = forms.CharField(
        label=_("Title for search engines"), required=False, max_length=200
    )
    seo_description = forms.CharField(
        label=_("Description for search engines"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def lean_on(self, found: CopyPage) -> None:
        """Say in each field what stands there while it is empty, and where that comes from."""
        for name, fallback in found.fallbacks.items():
            if fallback.text:
                field = self.fields[name]
                field.widget.attrs["placeholder"] = fallback.text[:300]
                told = _("Empty: as in {origin}: {text}")
                field.help_text = str(told).format(
                    origin=fallback.origin, text=fallback.text[:120]
                )

    def text(self) -> CopyText:
        return CopyText(**{name: self.cleaned_data[name].strip() for name in COPY_FIELDS})


class PublishForm(forms.Form):
    at = forms.DateTimeField(
        label=_("From"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
