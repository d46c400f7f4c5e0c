"""Names for products: what they are, in how large a package, and by whom."""

import re
from collections import Counter
from collections.abc import Iterable

from guildhall.config.demo.types import Article
from guildhall.config.demo.words import (
    ABBREVIATIONS,
    DEPARTMENTS,
    MAKERS_FIRST,
    MAKERS_LAST,
    SHELF_NAMES,
    SIZE_UNITS,
    TRAILING,
    VAGUE,
)

HOUSE_BRAND = "Evergate Choice"
# Nobody reads a maker's name on a banana or a pork chop.
_UNBRANDED = frozenset(
    {"PRODUCE", "MEAT", "SEAFOOD", "DELI", "PASTRY", "SALAD BAR", "CHEF SHOPPE", "FLORAL"}
)
_ASIDE = re.compile(r"\(.*?(\)|$)")
_SEPARATOR = re.compile(r"[\s:,.\-]+")
_AND = re.compile(r"\s*[/&]\s*")
_SIZE = re.compile(r"^(?P<amount>\d{1,3}(\.\d+)?|\.\d+|\d/\d)?\s*(?P<unit>[A-Z]+)\.?$")
# The list tells the size of the grower's crate for loose goods: nobody takes 40 lb of bananas.
_CRATE = re.compile(r"^(\d{2,} (lb|ct)|1 carton)$")
_LONGEST_NAME = 90


def brand_of(article: Article) -> str:
    """Return the house brand for private labels, an invented maker's name for all others."""
    if article.brand == "Private":
        return HOUSE_BRAND
    first, last = divmod(article.maker, len(MAKERS_LAST))
    return f"{MAKERS_FIRST[first % len(MAKERS_FIRST)]} {MAKERS_LAST[last]}"


def kind_name(article: Article) -> str:
    """Return what a shopper would call it: "Frozen French Fries", never "FRZN FRENCH FRIES"."""
    if article.kind in SHELF_NAMES:
        return SHELF_NAMES[article.kind]
    words = _words(article.kind)
    if not words:
        return _title(_words(article.category))
    if all(word in VAGUE for word in words):
        return f"{_title(_words(article.category))}, {_title(words).lower()}"
    return _title(words)


def size_name(size: str) -> str:
    """Return a package size that can be read aloud, or nothing where the list has only a code."""
    match = _SIZE.match(size.strip().upper())
    if match is None or match["unit"] not in SIZE_UNITS:
        return ""
    amount = match["amount"] or "1"
    if amount.startswith("."):
        amount = f"0{amount}"
    if "/" not in amount and "." in amount:
        amount = amount.rstrip("0").rstrip(".")
    return f"{amount} {SIZE_UNITS[match['unit']]}"


def category_name(article: Article) -> str:
    return _title(_words(article.category)) or department_name(article)


def department_name(article: Article) -> str:
    return DEPARTMENTS.get(article.department) or _title(_words(article.department))


def names(articles: Iterable[Article]) -> dict[int, str]:
    """Return a name for each article, with its number where a name alone would be ambiguous."""
    plain = {article.number: _name(article) for article in articles}
    uses = Counter(plain.values())
    return {
        number: name if uses[name] == 1 else f"{name}, no. {number}"
        for number, name in plain.items()
    }


def _name(article: Article) -> str:
    what, size = kind_name(article), size_name(article.size)
    if article.department not in _UNBRANDED:
        what = f"{brand_of(article)} {what}"
    elif _CRATE.match(size):
        size = ""
    return f"{what}, {size}"[:_LONGEST_NAME] if size else what[:_LONGEST_NAME]


def _words(shorthand: str) -> list[str]:
    spaced = _AND.sub(" & ", _ASIDE.sub(" ", shorthand)).strip(" &")
    words = [word for word in _SEPARATOR.split(spaced) if word]
    while len(words) > 1 and words[-1] in TRAILING:
        words.pop()
    return words


def _title(words: Iterable[str]) -> str:
    spelled = " ".join(ABBREVIATIONS.get(word, word) for word in words)
    return " ".join(word.capitalize() for word in spelled.split(" "))
