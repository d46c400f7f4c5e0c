"""What people say about files that come in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import Column, ImportPolicy, SheetFormat
from guildhall.catalog.types.imports import ImportCard, ImportTerms, Sheet
from guildhall.console.imports import words
from guildhall.console.shell.navigation import Text

ACCEPT = ".csv,.tsv,.txt,.xlsx,text/csv"
OPTION = f"{Column.OPTION.value}:"
PRICE = f"{Column.PRICE.value}:"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 100 MB. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file of products: CSV or XLSX."),
            "empty": _("The file holds no rows of products. The first row names the columns."),
        },
    )


class ColumnsForm(forms.Form):
    """A choice for each column of the file, and how its rows are taken."""

    channel = forms.ChoiceField(label=_("Channel of the prices"), required=False)
    policy = forms.ChoiceField(
        label=_("If rows are wrong"), choices=words.POLICIES, widget=forms.RadioSelect
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=words.ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Between cells"), choices=words.DELIMITERS)
    decimal = forms.ChoiceField(label=_("Decimal sign"), choices=words.DECIMALS)

    def __init__(self, data: Mapping[str, Any] | None, *, card: ImportCard, sheet: Sheet) -> None:
        super().__init__(data, initial=_said(card))
        self.sheet = sheet
        if card.layout.format is SheetFormat.XLSX:
            for name in ("encoding", "delimiter", "decimal"):
                del self.fields[name]
        for place, heading in enumerate(sheet.headings):
            self.fields[_name(place)] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=_choices(heading, card.mapping.get(heading, "")),
                initial=card.mapping.get(heading, ""),
            )

    def offer(self, channels: Iterable[tuple[str, str]], price_lists: Iterable[str]) -> None:
        """Fill in what can be chosen here."""
        known = [("", "–"), *channels]
        self.fields["channel"].choices = known  # type: ignore[attr-defined] # a ChoiceField
        lists = [(f"{PRICE}{code}", words.price_list_words(code)) for code in price_lists]
        for place, _heading in enumerate(self.sheet.headings):
            field = self.fields[_name(place)]
            field.choices = [*field.choices, *lists]  # type: ignore[attr-defined] # likewise

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return the choice of each column, with what its first rows hold."""
        return [
            (self[_name(place)], [row[place] for row in self.sheet.sample if row[place]][:3])
            for place, _heading in enumerate(self.sheet.headings)
        ]

    def terms(self) -> ImportTerms:
        given = self.cleaned_data
        mapping = {
            heading: given[_name(place)]
            for place, heading in enumerate(self.sheet.headings)
            if given[_name(place)]
        }
        return ImportTerms(
            mapping=mapping,
            channel=given["channel"],
            policy=ImportPolicy(given["policy"]),
            encoding=given.get("encoding", ""),
            delimiter=given.get("delimiter", ""),
            decimal=given.get("decimal", ""),
        )


def _name(place: int) -> str:
    return f"column-{place}"


def _said(card: ImportCard) -> dict[str, str]:
    layout = card.layout
    encoding = "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding
    return {
        "channel": card.channel,
        "policy": card.policy.value,
        "encoding": encoding,
        "delimiter": layout.delimiter,
        "decimal": layout.decimal,
    }


def _choices(heading: str, said: str) -> list[tuple[str, Text]]:
    """Return what a column can hold; an option is called what was said, or as the column is."""
    named = heading.partition(":")[2].strip() or heading
    if said.startswith(OPTION):
        named = said.removeprefix(OPTION)
    return [
        ("", words.LEFT_OUT),
        *((column.value, told) for column, told in words.COLUMNS.items()),
        (f"{OPTION}{named[:60]}", words.option_words(named[:60])),
        (Column.PRICE.value, words.PRICE),
    ]
