"""Orders found by what somebody types: a number, a channel's number, a SKU, words of who bought.

Each way has an index of its own; the planner takes them together, or reads the newest first
where most orders match.
"""

import re
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from guildhall.orders.models import Order, OrderLine
from guildhall.orders.models.orders import CUSTOMER_WORDS

MOST = 10_001
FEW = 200
"""Of a SKU that more orders have, its orders alone are shown: nobody is called so."""

DIGITS = re.compile(r"\d{1,12}")
PHONE = re.compile(r"\+?[\d\s()./-]{6,24}")
NO_DIGIT = re.compile(r"\D")
FIRST_YEAR = 2020
LAST_YEAR = 2060
WORD = re.compile(r"[\w.@+\-]+")


def found_by(text: str, rows: QuerySet[Order], *, known: Q | None) -> QuerySet[Order]:
    """Narrow orders to those that a text finds.

    `known` is where customers may be looked for; None is nowhere, for who searches may guess.
    """
    of_sku = OrderLine.objects.filter(sku__in={text, text.upper()}).order_by("-order")
    some: list[UUID] = list(of_sku.values_list("order", flat=True)[: FEW + 1])
    if len(some) > FEW:
        return rows.filter(id__in=of_sku.values("order")[:MOST])
    found = _by_number(text) | _by_reference(text) | Q(id__in=some)
    query = _words(text) if known is not None else None
    if query is None or known is None:
        return rows.filter(found)
    return rows.alias(words=CUSTOMER_WORDS).filter(found | (known & Q(words=query)))


def _by_number(text: str) -> Q:
    """Return orders of this number, of a number that begins so, or that ends in these digits."""
    plain = text.upper()
    if not DIGITS.fullmatch(plain):
        return Q(number__startswith=plain)
    years = range(FIRST_YEAR, LAST_YEAR)
    return Q(number__in=[f"ORD-{year}-{plain.zfill(6)}" for year in years])


def _by_reference(text: str) -> Q:
    """Return orders to which their channel gave this number, or one that begins so."""
    return ~Q(channel_reference="") & Q(channel_reference__startswith=text)


def _words(text: str) -> SearchQuery | None:
    """Return a question for whoever has these words, or words that begin so."""
    words = [word.replace("'", "") for word in WORD.findall(text)]
    if not words:
        return None
    asked = " & ".join(f"'{word}':*" for word in words)
    if PHONE.fullmatch(text):
        digits = NO_DIGIT.sub("", text)
        asked = f"({asked}) | '{digits}':* | '+{digits}':*"
    return SearchQuery(asked, search_type="raw", config="simple")


def found_by_email(address: str) -> list[UUID]:
    """Return the orders that name this very e-mail address, found by the index of words."""
    rows = Order.objects.annotate(words=CUSTOMER_WORDS).filter(
        words=SearchQuery(address, config="simple"), customer_email__iexact=address
    )
    return list(rows.values_list("id", flat=True)[:MOST])
