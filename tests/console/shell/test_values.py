from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from guildhall.console.shell.templatetags import shell
from guildhall.kernel import clock
from guildhall.kernel.money import Money


@pytest.mark.parametrize(
    ("language", "money", "told"),
    [
        ("en", Money(Decimal(1290), "CNY"), "CN¥1,290.00"),
        ("zh-hans", Money(Decimal(1290), "CNY"), "¥1,290.00"),
        ("en", Money(Decimal("-12.5"), "USD"), "-$12.50"),
        ("en", Money(Decimal(1290), "JPY"), "¥1,290"),
    ],
)
def test_money_is_written_the_readers_way(language: str, money: Money, told: str) -> None:
    with translation.override(language):
        assert shell.money(money) == told


def test_a_number_keeps_the_decimals_that_it_has() -> None:
    with translation.override("en"):
        assert shell.number(Decimal("1234567.891")) == "1,234,567.891"
        assert shell.number(12) == "12"


def test_a_moment_is_told_in_the_zone_of_the_page() -> None:
    when = datetime(2026, 11, 21, 22, 23, tzinfo=UTC)

    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        told = shell.moment(when)

    assert ">2026年11月22日 06:23</time>" in told
    assert 'datetime="2026-11-22T06:23:00+08:00"' in told


def test_a_day_has_no_zone() -> None:
    with translation.override("en"), timezone.override("Pacific/Kiritimati"):
        assert shell.day(date(2026, 11, 21)) == "Nov 21, 2026"


@pytest.mark.parametrize(("language", "told"), [("en", "3 hours ago"), ("zh-hans", "3小时前")])
def test_how_long_ago_is_told_in_the_readers_language(language: str, told: str) -> None:
    with translation.override(language):
        assert f">{told}<" in shell.ago(clock.now() - timedelta(hours=3))


@pytest.mark.parametrize("show", [shell.money, shell.number, shell.moment, shell.ago, shell.day])
def test_what_is_not_known_is_a_dash(show: object) -> None:
    assert callable(show)
    assert show(None) == "–"
