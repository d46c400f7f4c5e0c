"""The European Central Bank's rates: asked over HTTP, or of the package where it is silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from threading import Thread
from zipfile import ZipFile

import pytest
from pytest_django import Settings

from guildhall.catalog.operations import note_exchange_rates
from guildhall.catalog.operations.daily_rates import take_daily_rates
from guildhall.catalog.ports import bind_rate_sources, rate_sources
from guildhall.catalog.queries import list_exchange_rates, worth_of
from guildhall.catalog.types import NotedRate
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.queries import get_order
from guildhall.organization.operations import open_channel
from integrations.ecb.rates import FILE, EcbRates, in_the_package
from tests.factories.company import make_company
from tests.factories.orders import place
from tests.twins.wire import Asked, Server, Told

DAY = "20 November 2026"
TOLD = f"Date, USD, JPY, BGN, CNY, \n{DAY}, 1.1525, 180.52, N/A, 8.1925, \n"


def packed(text: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as file:
        file.writestr("eurofxref.csv", text)
    return kept.getvalue()


@contextmanager
def bank(answer: Told, settings: Settings) -> Iterator[list[str]]:
    """Run a bank that answers so, and tell which paths it was asked for."""
    asked: list[str] = []

    def told(request: Asked) -> Told:
        asked.append(request.path)
        return answer

    server = Server(0, told)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.PROVIDER_URLS = {"ecb": f"http://127.0.0.1:{server.port}"}
    yield asked
    server.shutdown()
    server.server_close()
    thread.join()


def sell_in(*currencies: str, stamp: Stamp) -> None:
    for currency in currencies:
        code = f"in-{currency.lower()}"
        open_channel(code, name=code, brand=("house", "House"), currency=currency, stamp=stamp)


def note(days: int, stamp: Stamp) -> None:
    day = stamp.at.date() - timedelta(days=days)
    rate = NotedRate("USD", "EUR", day, Decimal("0.9"))
    note_exchange_rates([rate], source="bank", stamp=stamp)


def test_the_bank_is_asked_once_an_hour_for_what_is_used(settings: Settings) -> None:
    source = EcbRates()
    with bank(Told(200, packed(TOLD)), settings) as asked:
        first = source.newest({"EUR", "USD", "CNY", "BGN", "XAF"})
        again = source.newest({"JPY"})

    day = date(2026, 11, 20)
    assert first == [
        NotedRate("EUR", "CNY", day, Decimal("8.1925")),
        NotedRate("EUR", "USD", day, Decimal("1.1525")),
    ]
    assert again == [NotedRate("EUR", "JPY", day, Decimal("180.52"))]
    assert asked == [FILE]


@pytest.mark.parametrize(
    "answer",
    [
        Told(404),
        Told(200, b"no archive"),
        Told(200, packed("no rates")),
        Told(200, packed(TOLD.replace("1.1525", "much"))),
        Told(200, packed(TOLD.replace("November", "Brumaire"))),
    ],
    ids=["not there", "no archive", "no rates", "no number", "no day"],
)
def test_what_nobody_can_read_leaves_the_rates_of_the_package(
    settings: Settings, answer: Told
) -> None:
    with bank(answer, settings):
        (found,) = EcbRates().newest({"USD"})

    day, quoted = in_the_package()
    assert found == NotedRate("EUR", "USD", day, quoted["USD"])


def test_an_older_file_than_the_package_has_is_not_taken(settings: Settings) -> None:
    with bank(Told(200, packed(TOLD.replace("2026", "2020"))), settings):
        (found,) = EcbRates().newest({"USD"})

    assert found.day == in_the_package()[0]


def test_a_company_with_two_currencies_learns_what_they_are_worth(
    alpha: Scope, stamp: Stamp, settings: Settings
) -> None:
    company = make_company(stamp=stamp)
    before = tuple(rate_sources().values())
    with bank(Told(200, packed(TOLD)), settings):
        bind_rate_sources(EcbRates())
        alone = take_daily_rates(stamp=stamp)
        sell_in("CNY", "CNH", stamp=stamp)
        news = [take_daily_rates(stamp=stamp) for _ in range(2)]
        worth = worth_of("USD", into="CNY", on=stamp.at.date())
        bind_rate_sources(*before)

    assert (alone, news) == (0, [2, 0])
    assert {each.source for each in list_exchange_rates(cursor=None).items} == {"ecb"}
    assert worth is not None
    assert worth.rate == (Decimal("8.1925") / Decimal("1.1525")).quantize(Decimal("1E-10"))
    assert place(company, {"APPLE": 1}, stamp=stamp).base is not None


def test_an_order_tells_that_its_rate_was_too_old(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stamp=stamp)
    sell_in("EUR", stamp=stamp)
    open_channel("x", name="x", brand=("house", "House"), currency="EUR", stamp=stamp)
    number = place(company, {"APPLE": 1}, stamp=stamp).row.number
    without = get_order(number).base
    told = []
    for days in (30, 7):
        note(days, stamp)
        forget_everything()  # the rate is news only once this is committed
        told.append(get_order(place(company, {"APPLE": 1}, stamp=stamp).row.number).base)

    assert without is not None
    assert (without.rate, without.total, without.is_stale) == (None, None, False)
    assert [each and each.is_stale for each in told] == [True, False]
