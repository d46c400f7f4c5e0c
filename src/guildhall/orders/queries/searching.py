"""Orders found by what somebody types: a number, a SKU, or words of who bought.

Each way reads an index of its own and stops at what a list counts, newest first.
"""

import re
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from guildhall.orders.models import Order, OrderLine
from guildhall.orders.models.orders import CUSTOMER_WORDS

MOST = 10_001
DIGITS = re.compile(r"\d{1,12}")
FIRST_YEAR = 2020
LAST_YEAR = 2060
WORD = re.compile(r"[\w.@+\-]+")


def found_by(text: str, *, known: Q | None) -> list[UUID]:
    """Return the orders that a text finds, at most as many as are counted.

    `known` is where customers may be looked for; None is nowhere, for who searches may guess.
    """
    found = [*_by_number(text), *_by_sku(text)]
    if known is not None:
        found += _by_words(text, known)
    return list(dict.fromkeys(found))[:MOST]


def _by_number(text: str) -> list[UUID]:
    """Return orders of this number, of a number that begins so, or that ends in these digits."""
    plain = text.upper()
    if DIGITS.fullmatch(plain):
        years = range(FIRST_YEAR, LAST_YEAR)
        named = Q(number__in=[f"ORD-{year}-{plain.zfill(6)}" for year in years])
    else:
        named = Q(number__startswith=plain)
    rows = Order.objects.filter(named).order_by("-number")
    return list(rows.values_list("id", flat=True)[:MOST])


def _by_sku(text: str) -> list[UUID]:
    rows = OrderLine.objects.filter(sku__in={text, text.upper()}).order_by("-order")
    return list(rows.values_list("order", flat=True)[:MOST])


def _by_words(text: str, known: Q) -> list[UUID]:
    """Return orders of whoever has these words, or words that begin so."""
    words = [word.replace("'", "") for word in WORD.findall(text)]
    if not words:
        return []
    asked = " & ".join(f"'{word}':*" for word in words)
    query = SearchQuery(asked, search_type="raw", config="simple")
    rows = Order.objects.annotate(words=CUSTOMER_WORDS).filter(known, words=query)
    return list(rows.values_list("id", flat=True)[:MOST])
