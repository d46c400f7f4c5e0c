"""Tax classes with their rates; exchange rates by source and day."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, QuerySet

from guildhall.catalog.errors import TaxClassNotFound
from guildhall.catalog.models import ExchangeRate, Product, TaxClass, TaxRate
from guildhall.catalog.types.taxes import ExchangeRateCard, TaxClassCard, TaxRateCard
from guildhall.kernel.paging import Page, page_of


def list_tax_classes() -> tuple[TaxClassCard, ...]:
    """Return every tax class with its rates, in three statements."""
    return _cards(TaxClass.objects.order_by("code"))


def get_tax_class(code: str) -> TaxClassCard:
    """Return one tax class. Refuses with TaxClassNotFound."""
    found = _cards(TaxClass.objects.filter(code=code))
    if not found:
        raise TaxClassNotFound(code=code)
    return found[0]


def list_exchange_rates(
    *, base: str = "", quote: str = "", source: str = "", cursor: str | None, limit: int = 50
) -> Page[ExchangeRateCard]:
    """Return one page of exchange rates, the newest day first. Refuses with CursorInvalid."""
    chosen = {"base": base, "quote": quote, "source": source}
    rows = ExchangeRate.objects.filter(**{name: value for name, value in chosen.items() if value})
    return page_of(rows, key=("day", "id"), cursor=cursor, limit=limit, to=rate_card)


def newest_exchange_rates() -> tuple[ExchangeRateCard, ...]:
    """Return the newest rate of each pair and source."""
    newest = ExchangeRate.objects.order_by("base", "quote", "source", "-day")
    return tuple(rate_card(row) for row in newest.distinct("base", "quote", "source"))


def exchange_sources() -> tuple[str, ...]:
    """Return the names under which exchange rates were noted."""
    names = ExchangeRate.objects.order_by("source").values_list("source", flat=True)
    return tuple(names.distinct())


def find_exchange_rate(
    base: str, quote: str, *, on: date, source: str = ""
) -> ExchangeRateCard | None:
    """Return the rate last noted by a day, if there is one; without a source, whoever says so."""
    rows = ExchangeRate.objects.filter(base=base, quote=quote, day__lte=on)
    if source:
        rows = rows.filter(source=source)
    row = rows.order_by("-day", "-noted_at").first()
    return rate_card(row) if row else None


def rate_card(row: ExchangeRate) -> ExchangeRateCard:
    return ExchangeRateCard(row.base, row.quote, row.day, row.rate, row.source, row.noted_at)


def _cards(classes: QuerySet[TaxClass]) -> tuple[TaxClassCard, ...]:
    rows = list(classes)
    rates: defaultdict[object, list[TaxRateCard]] = defaultdict(list)
    for rate in TaxRate.objects.filter(tax_class__in=rows).order_by("region", "-valid_from"):
        rates[rate.tax_class_id].append(TaxRateCard(rate.region, rate.rate, rate.valid_from))
    counted = Product.objects.filter(tax_class__in=rows).values_list("tax_class")
    products = dict(counted.annotate(n=Count("id")))
    return tuple(
        TaxClassCard(row.code, row.title, tuple(rates[row.id]), products.get(row.id, 0))
        for row in rows
    )
