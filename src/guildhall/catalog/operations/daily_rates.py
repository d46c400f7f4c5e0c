"""What currencies are worth today, asked of those who are bound to say so."""

import structlog

from guildhall.catalog.operations.exchange import note_exchange_rates
from guildhall.catalog.ports import rate_sources
from guildhall.catalog.queries.exchange import currencies_in_use
from guildhall.kernel.stamp import Stamp

log = structlog.get_logger(__name__)


def take_daily_rates(*, stamp: Stamp) -> int:
    """Keep the newest rates of the currencies in use; return how many are news.

    Not in a transaction: sources call out. A company with one currency needs none. Refuses with
    NotPermitted or ExchangeRateInvalid.
    """
    stamp.by.must("prices:edit")
    used = currencies_in_use()
    if len(used) < 2:
        return 0
    news = 0
    for code, source in rate_sources().items():
        found = source.newest(used)
        log.info("exchange_rates_asked", source=code, count=len(found))
        if found:
            news += note_exchange_rates(found, source=code, stamp=stamp)
    return news
