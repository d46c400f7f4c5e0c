"""What columns and states are called."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import Column, ImportPolicy
from guildhall.console.shell.navigation import Text

COLUMNS: dict[Column, Text] = {
    Column.SKU: _("SKU"),
    Column.PRODUCT: _("Product code"),
    Column.TITLE: _("Title"),
    Column.VARIANT_TITLE: _("Variant title"),
    Column.DESCRIPTION: _("Description"),
    Column.BRAND: _("Brand"),
    Column.CATEGORY: _("Category, as Food > Fruit"),
    Column.TAX_CLASS: _("Tax class"),
    Column.UNIT: _("Unit"),
    Column.WEIGHT: _("Weight in grams"),
    Column.BARCODES: _("Barcodes"),
}
PRICE = _("Price on the channel below")
PRICE_LIST = _("Price in the list {name}")
OPTION = _("Option {name}")
LEFT_OUT = _("– leave out –")

POLICIES = (
    (ImportPolicy.SKIP.value, _("Take the rows that are right, leave out the others")),
    (ImportPolicy.REFUSE.value, _("Take all rows or none")),
)
ENCODINGS = (
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB18030 (GBK)"),
    ("utf-16", "UTF-16"),
    ("windows-1252", "Windows-1252"),
)
DELIMITERS = ((",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Bar")))
DECIMALS = ((".", _("Point: 12.90")), (",", _("Comma: 12,90")))


def price_list_words(name: str) -> Text:
    return format_lazy(PRICE_LIST, name=name)


def option_words(name: str) -> Text:
    return format_lazy(OPTION, name=name)
