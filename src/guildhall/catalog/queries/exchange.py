"""What currencies are worth in each other on a day, by all the rates that are kept."""

from datetime import date, timedelta

from django.db.models import Q

from guildhall.catalog.models import ExchangeRate, PriceList, VariantCost
from guildhall.catalog.ports import rate_sources
from guildhall.catalog.queries.taxes import find_exchange_rate, rate_card
from guildhall.catalog.rules.exchange import best, worths
from guildhall.catalog.types.taxes import Worth
from guildhall.organization.queries import list_channels

# So far back two rates against a third currency are looked for.
THROUGH_A_THIRD = timedelta(days=31)


def worth_of(currency: str, *, into: str, on: date) -> Worth | None:
    """Return what one of a currency is worth in another on a day; None where nobody has said.

    It may be old: `is_stale` says so. In at most three statements.
    """
    straight = find_exchange_rate(currency, into, on=on), find_exchange_rate(into, currency, on=on)
    given = tuple(rate_sources())
    own = [each for each in straight if each is not None]
    found = list(worths(currency, into, own))
    if not any(not each.is_stale(on) and each.source not in given for each in found):
        found += worths(currency, into, map(rate_card, _legs(currency, into, on)))
    return best(found, on=on, fallbacks=given)


def currencies_in_use() -> frozenset[str]:
    """Return every currency in which something is sold, priced or paid for."""
    sold = {channel.currency for channel in list_channels()}
    for model in (PriceList, VariantCost):
        sold |= set(model.objects.order_by().values_list("currency", flat=True).distinct())
    return frozenset(sold)


def _legs(currency: str, into: str, on: date) -> list[ExchangeRate]:
    quoted = Q(quote__in=[currency, into]) & ~Q(base__in=[currency, into])
    days = Q(day__lte=on, day__gt=on - THROUGH_A_THIRD)
    return list(ExchangeRate.objects.filter(quoted, days))
