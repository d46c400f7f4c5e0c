"""What a currency is worth in another, from whatever rates there are. Pure."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal

from guildhall.catalog.types.taxes import ExchangeRateCard, Worth

DECIMALS = Decimal(1).scaleb(-10)


def worths(currency: str, into: str, rates: Iterable[ExchangeRateCard]) -> Iterator[Worth]:
    """Yield what each rate, or two of one source and day, say that a currency is worth.

    A rate is read both ways. Two against a third currency (a central bank's, against its own)
    are divided once and rounded once, so that nothing is lost on the way through the third.
    """
    legs: dict[tuple[str, str, date], dict[str, Decimal]] = {}
    for each in rates:
        if (each.base, each.quote) == (currency, into):
            yield Worth(currency, into, each.rate, each.day, each.source)
        elif (each.base, each.quote) == (into, currency):
            yield Worth(currency, into, rounded(1 / each.rate), each.day, each.source, 1)
        else:
            legs.setdefault((each.source, each.base, each.day), {})[each.quote] = each.rate
    for (source, _, day), quoted in legs.items():
        if currency in quoted and into in quoted:
            yield Worth(currency, into, rounded(quoted[into] / quoted[currency]), day, source, 2)


def best(found: Iterable[Worth], *, on: date, fallbacks: Collection[str] = ()) -> Worth | None:
    """Return what counts on a day.

    What is fresh goes before what is old, the house's own sources before those that everybody
    is given (`fallbacks`), what was noted before what was worked out, and then the newest.
    """
    known = [each for each in found if each.rate > 0]
    return max(
        known,
        key=lambda each: (
            not each.is_stale(on),
            each.source not in fallbacks,
            -each.turns,
            each.day,
        ),
        default=None,
    )


def rounded(rate: Decimal) -> Decimal:
    """Return a rate with as many decimals as rates are kept with."""
    return rate.quantize(DECIMALS)
