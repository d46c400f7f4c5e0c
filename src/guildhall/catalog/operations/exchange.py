"""What currencies are worth, by source and day. Nothing is fetched here: somebody notes it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import list_currencies
from django.db import transaction

from guildhall.catalog.errors import ExchangeRateInvalid
from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.catalog.models import ExchangeRate
from guildhall.catalog.types.prices import plain
from guildhall.catalog.types.taxes import NotedRate
from guildhall.kernel.changes import Changes
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import EPOCH

SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HIGHEST = Decimal(10) ** 10
DECIMALS = 10
# The day of whoever says so may have begun already.
AHEAD = timedelta(days=1)

type _Key = tuple[str, str, date]


@transaction.atomic
def note_exchange_rates(rates: Sequence[NotedRate], *, source: str, stamp: Stamp) -> int:
    """Keep what currencies were worth as one source says; return how many rates are news.

    A rate of the same day is corrected; what was priced with it stays. The same again changes
    nothing. Refuses with NotPermitted or ExchangeRateInvalid.
    """
    stamp.by.must("prices:edit")
    _must_be_good(rates, source=source, today=stamp.at.date())
    lock_name(f"catalog.exchange:{source}")
    asked: dict[_Key, NotedRate] = {(each.base, each.quote, each.day): each for each in rates}
    days = {day for _, _, day in asked}
    known = {
        (row.base, row.quote, row.day): row
        for row in ExchangeRate.objects.filter(source=source, day__in=days)
    }
    changes: Changes = {}
    rows = []
    for key, noted in asked.items():
        row = known.get(key)
        if row is not None and row.rate == noted.rate:
            continue
        name = f"{noted.base}/{noted.quote} {noted.day}"
        changes[name] = [plain(row.rate) if row else None, plain(noted.rate)]
        rows.append(_row(noted, source=source, stamp=stamp))
    if not rows:
        return 0

    ExchangeRate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["base", "quote", "day", "source"],
        update_fields=["rate", "noted_at"],
    )
    # What an order is worth in the house's currency is remembered beside its channel.
    move_epoch_on_commit(EPOCH)
    record(ExchangeRatesNoted(source=source, count=len(rows), stamp=stamp), changes=changes)
    return len(rows)


def _row(noted: NotedRate, *, source: str, stamp: Stamp) -> ExchangeRate:
    return ExchangeRate(
        base=noted.base,
        quote=noted.quote,
        day=noted.day,
        rate=noted.rate,
        source=source,
        noted_at=stamp.at,
    )


def _must_be_good(rates: Sequence[NotedRate], *, source: str, today: date) -> None:
    wrong = {}
    if not SOURCE.fullmatch(source):
        wrong["source"] = N_("Use 1 to 40 small letters, digits and dashes, such as ecb.")
    for i, each in enumerate(rates):
        for name, message in _faults(each, today):
            wrong[f"rates.{i}.{name}"] = message
    if wrong:
        raise ExchangeRateInvalid(errors=wrong)


def _faults(noted: NotedRate, today: date) -> list[tuple[str, str]]:
    known = list_currencies()
    unknown = [name for name in ("base", "quote") if getattr(noted, name) not in known]
    found = [(name, N_("Use a currency such as USD.")) for name in unknown]
    if noted.base == noted.quote:
        found.append(("quote", N_("Use two different currencies.")))
    rate = noted.rate
    if not (rate.is_finite() and 0 < rate < HIGHEST and rate == round(rate, DECIMALS)):
        found.append(("rate", N_("Use more than zero, with at most ten decimals.")))
    if noted.day > today + AHEAD:
        found.append(("day", N_("Use a day that has come.")))
    return found
