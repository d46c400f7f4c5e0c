"""What people send on pages of pictures."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

ACCEPTED = "image/jpeg,image/png,image/webp"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PictureFiles(forms.FileField):
    """Files of one field, each of them cleaned by itself."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(PictureFiles, self).clean(each, initial) for each in sent]


class UploadForm(forms.Form):
    pictures = PictureFiles(
        label=_("Pictures"),
        help_text=_("JPEG, PNG or WebP, up to 15 MB each"),
        widget=ManyFiles(attrs={"accept": ACCEPTED, "multiple": True}),
    )
