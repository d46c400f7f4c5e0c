"""What a cell of a sheet says, and how a value is written into one."""

import re
from decimal import Decimal
from functools import lru_cache
from unicodedata import is_normalized, normalize

from guildhall.catalog.rules.gtins import is_gtin, wrong_digit

FORMULA = ("=", "+", "-", "@", "\t", "\r")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
HIGHEST_PRICE = Decimal(10**10)
FINEST = 4

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
_BETWEEN = re.compile(r"[;,|\s]+")
_BARCODE = re.compile(r"[\x21-\x7e]{1,32}")
_CODE = re.compile(r"[^\s/?#%\\\x00-\x1f\x7f]{1,64}")
_WHOLE = re.compile(r"\d{1,9}(?:\.0+)?")
_THOUSANDS = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_PLAIN = {".": re.compile(r"\d+(?:\.\d+)?"), ",": re.compile(r"\d+(?:,\d+)?")}


def clean(cell: str) -> str:
    """Return what a cell says, without what only a spreadsheet or a keyboard put there."""
    text = cell.strip()
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA):
        text = text[1:]
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text).strip()
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def guarded(text: str) -> str:
    """Return a cell that a spreadsheet takes for text, never for a formula; `clean` undoes it."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def fault_in(text: str) -> str:
    """Return the code of what is wrong with any text, or nothing."""
    if text in ERRORS:
        return "cell_error"
    return "control_character" if not text.isprintable() and _CONTROL.search(text) else ""


def on_one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def is_code(text: str) -> bool:
    """Return whether a product can have this code: it stands in addresses."""
    return _CODE.fullmatch(text) is not None


def barcodes_in(text: str) -> tuple[str, ...] | str:
    """Return the barcodes of a cell, each once, or the code of what is wrong with one."""
    codes = tuple(dict.fromkeys(_BETWEEN.split(text.strip(";,| "))))
    if not all(map(_BARCODE.fullmatch, codes)):
        return "barcode_invalid"
    wrong = any(is_gtin(code) and wrong_digit(code) is not None for code in codes)
    return "check_digit_wrong" if wrong else codes


def price_in(text: str, *, decimal: str) -> Decimal | str:
    """Return the price that a cell says, or the code of what is wrong with it."""
    grouping = "," if decimal == "." else "."
    if _THOUSANDS[decimal].fullmatch(text):
        text = text.replace(grouping, "")
    elif not _PLAIN[decimal].fullmatch(text):
        return "not_a_price"
    price = Decimal(text.replace(",", "."))
    if price >= HIGHEST_PRICE:
        return "not_a_price"
    if -int(price.normalize().as_tuple().exponent) > FINEST:
        return "price_too_fine"
    return price


def whole_in(text: str) -> int | None:
    return int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None


@lru_cache(maxsize=4096)
def path_in(text: str) -> tuple[str, ...]:
    """Return the titles on the way to a category, from the root: "Food > Fruit"."""
    return tuple(title for part in text.split(">") if (title := part.strip()))
