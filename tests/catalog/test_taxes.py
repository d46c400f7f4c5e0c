"""Tax classes by region and day, and exchange rates by source and day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.errors import (
    ExchangeRateInvalid,
    ProductNotFound,
    TaxClassInvalid,
    TaxClassNotFound,
)
from guildhall.catalog.models import ExchangeRate, TaxRate
from guildhall.catalog.operations import (
    keep_tax_class,
    note_exchange_rates,
    set_tax_rate,
    tax_products,
)
from guildhall.catalog.queries import (
    find_exchange_rate,
    get_tax_class,
    list_exchange_rates,
    list_tax_classes,
    newest_exchange_rates,
)
from guildhall.catalog.types import NotedRate
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.errors import TaxRegionInvalid
from guildhall.organization.operations import set_channel_tax
from tests.factories.company import make_company


def test_a_class_is_kept_with_its_rates_and_counts_its_goods(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    today = stamp.at.date()
    keep_tax_class("reduced", title="Reduced", stamp=stamp)
    set_tax_rate("reduced", region="", rate=Decimal("0.05"), valid_from=today, stamp=stamp)
    set_tax_rate("reduced", region="DE", rate=Decimal("0.07"), valid_from=today, stamp=stamp)
    moved = tax_products(["APPLE", "BREAD"], tax_class="reduced", stamp=stamp)

    (found,) = list_tax_classes()

    assert (found.code, found.title, found.products, moved) == ("reduced", "Reduced", 2, 2)
    rates = [found.rate_in(region, on=today) for region in ("DE", "FR")]
    assert [rate.rate for rate in rates if rate] == [Decimal("0.07"), Decimal("0.05")]
    assert found.rate_in("DE", on=today - timedelta(days=1)) is None


def test_the_same_again_is_no_change(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    for _ in range(2):
        keep_tax_class("zero", title="Zero", stamp=stamp)
        set_tax_rate("zero", region="DE", rate=Decimal(0), valid_from=stamp.at.date(), stamp=stamp)
        tax_products(["APPLE"], tax_class="zero", stamp=stamp)

    assert len(facts_about(["tax_class:zero"])) == 3


def test_a_rate_is_corrected_or_taken_back_with_what_it_was(alpha: Scope, stamp: Stamp) -> None:
    day = stamp.at.date()
    keep_tax_class("standard", title="Standard", stamp=stamp)
    for rate in (Decimal("0.19"), Decimal("0.2"), None):
        set_tax_rate("standard", region="DE", rate=rate, valid_from=day, stamp=stamp)

    assert TaxRate.objects.count() == 0
    changes = [fact.changes for fact in facts_about(["tax_class:standard"])[1:]]
    assert changes == [
        {"rate": [None, "0.19"]},
        {"rate": ["0.19", "0.2"]},
        {"rate": ["0.2", None]},
    ]


def test_goods_leave_their_class(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    keep_tax_class("zero", title="Zero", stamp=stamp)
    tax_products(["APPLE"], tax_class="zero", stamp=stamp)

    assert tax_products(["APPLE", "BREAD"], tax_class="", stamp=stamp) == 1
    assert get_tax_class("zero").products == 0


@pytest.mark.parametrize(
    ("region", "rate", "field"),
    [
        ("germany", "0.1", "region"),
        ("DE", "1", "rate"),
        ("DE", "-0.1", "rate"),
        ("DE", "NaN", "rate"),
        ("DE", "0.12345", "rate"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(
    alpha: Scope, stamp: Stamp, region: str, rate: str, field: str
) -> None:
    keep_tax_class("standard", title="Standard", stamp=stamp)

    with pytest.raises(TaxClassInvalid) as refused:
        set_tax_rate(
            "standard",
            region=region,
            rate=Decimal(rate),
            valid_from=stamp.at.date(),
            stamp=stamp,
        )

    assert set(refused.value.errors) == {field}


def test_what_is_not_there_is_told(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    with pytest.raises(TaxClassNotFound):
        tax_products(["APPLE"], tax_class="nope", stamp=stamp)
    with pytest.raises(ProductNotFound):
        tax_products(["APPLE", "NOPE"], tax_class="", stamp=stamp)
    with pytest.raises(TaxClassInvalid):
        keep_tax_class("No Good", title="", stamp=stamp)
    with pytest.raises(TaxRegionInvalid):
        set_channel_tax("web", region="Germany", prices_include_tax=True, stamp=stamp)


def test_taxes_are_the_whole_companys(alpha: Scope, stamp: Stamp) -> None:
    in_a_channel = Actor("staff", "staff:x", (Grant("prices:edit", "channel:web"),))
    theirs = replace(stamp, by=in_a_channel)

    with pytest.raises(NotPermitted):
        keep_tax_class("mine", title="Mine", stamp=theirs)
    with pytest.raises(NotPermitted):
        note_exchange_rates([], source="mine", stamp=theirs)


def test_a_rate_of_exchange_is_found_by_source_and_day(alpha: Scope, stamp: Stamp) -> None:
    """18.2: rates by (source, day); another day's rate never counts for an earlier one."""
    today = stamp.at.date()
    days = [today - timedelta(days=n) for n in (9, 2)]
    rates = [NotedRate("EUR", "USD", day, Decimal(n)) for n, day in enumerate(days, start=1)]
    note_exchange_rates(rates, source="ecb", stamp=stamp)

    def found(days_ago: int, source: str = "ecb") -> Decimal | None:
        on = today - timedelta(days=days_ago)
        rate = find_exchange_rate("EUR", "USD", source=source, on=on)
        return rate.rate if rate else None

    assert [found(n) for n in (10, 9, 3, 2, 0)] == [None, 1, 1, 2, 2]
    assert found(0, "bank") is None
    (newest,) = newest_exchange_rates()
    assert (newest.rate, newest.age(today)) == (Decimal(2), 2)
    assert [rate.rate for rate in list_exchange_rates(cursor=None).items] == [2, 1]


def test_a_rate_noted_again_is_corrected_and_told_once(alpha: Scope, stamp: Stamp) -> None:
    today = stamp.at.date()
    first, other = (NotedRate("EUR", "USD", today, Decimal(each)) for each in ("1.1", "1.2"))

    news = [
        note_exchange_rates([each], source="ecb", stamp=stamp) for each in (first, first, other)
    ]

    assert news == [1, 0, 1]
    assert ExchangeRate.objects.get().rate == Decimal("1.2")
    changes = [fact.changes for fact in facts_about(["exchange:ecb"])]
    assert changes == [
        {f"EUR/USD {today}": [None, "1.1"]},
        {f"EUR/USD {today}": ["1.1", "1.2"]},
    ]


def test_rates_that_cannot_be_are_refused_by_field(alpha: Scope, stamp: Stamp) -> None:
    today = stamp.at.date()
    wrong = [
        NotedRate("EUR", "EUR", today, Decimal(1)),
        NotedRate("XXZ", "USD", today, Decimal(1)),
        NotedRate("EUR", "USD", today, Decimal(0)),
        NotedRate("EUR", "USD", today + timedelta(days=2), Decimal(1)),
    ]

    with pytest.raises(ExchangeRateInvalid) as refused:
        note_exchange_rates(wrong, source="The Bank", stamp=stamp)

    assert set(refused.value.errors) == {
        "source",
        "rates.0.quote",
        "rates.1.base",
        "rates.2.rate",
        "rates.3.day",
    }
    assert ExchangeRate.objects.count() == 0
