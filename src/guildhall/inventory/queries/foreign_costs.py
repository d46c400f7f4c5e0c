"""Costs in other currencies than the house's, by the rates that catalog keeps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from guildhall.catalog.queries import worth_of
from guildhall.inventory.models import ValueEntry
from guildhall.inventory.types import Line

# An older rate says nothing of what goods cost today.
OLDEST_RATE = timedelta(days=31)
AT_ONCE = 500


class Rates:
    """Rates into the house's currency, each asked for once."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._known: dict[tuple[str, date], Decimal | None] = {}

    def into_ours(self, given: str, *, on: date) -> Decimal | None:
        """Return what one of a currency was worth on a day; None where nobody has said."""
        if (given, on) not in self._known:
            self._known[given, on] = self._asked(given, on)
        return self._known[given, on]

    def _asked(self, given: str, on: date) -> Decimal | None:
        worth = worth_of(given, into=self._currency, on=on)
        return worth.rate if worth is not None and worth.day >= on - OLDEST_RATE else None


def in_house_currency(
    waiting: Iterable[tuple[Line, str]], currency: str
) -> list[tuple[Line, str]]:
    """Return the lines with their costs in the house's currency, by the rate of their day.

    One without a rate has no cost yet, and waits for its currency.
    """
    rates = Rates(currency)
    found = []
    for line, given in waiting:
        if line.unit_cost is None or given in ("", currency):
            found.append((line, ""))
            continue
        rate = rates.into_ours(given, on=line.recorded_at.date())
        cost = None if rate is None else line.unit_cost * rate
        found.append((replace(line, unit_cost=cost), given if rate is None else ""))
    return found


def waiting_entries(*, most: int = AT_ONCE, after: object = None) -> list[ValueEntry]:
    """Return entries whose cost waits for a rate, in the order of their lines."""
    done = ValueEntry.objects.filter(is_correction=True).values("movement")
    rows = ValueEntry.objects.exclude(waits_for="").exclude(movement__in=done)
    if after is not None:
        rows = rows.filter(movement__gt=after)
    return list(rows.select_related("movement__level").order_by("movement")[:most])
