"""What happens to taxes and exchange rates."""

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.events import Event, fact


@fact("catalog.tax_class_kept", subject="tax_class:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TaxClassKept(Event):
    code: str


@fact("catalog.tax_rate_set", subject="tax_class:{tax_class}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRateSet(Event):
    """From a day on a class bears this rate in a region; an empty rate is one taken away."""

    tax_class: str
    region: str
    rate: str
    valid_from: date


@fact("catalog.products_taxed", subject="tax_class:{tax_class}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductsTaxed(Event):
    """Products were put into a tax class, or out of any."""

    tax_class: str
    count: int


@fact("catalog.exchange_rates_noted", subject="exchange:{source}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRatesNoted(Event):
    source: str
    count: int
