"""Goods bought in another currency: by the rate of the day, guessed without one, put right."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.catalog.operations import note_exchange_rates
from guildhall.catalog.types import NotedRate
from guildhall.flows.reactions import REACTIONS
from guildhall.inventory.events import CostChanged
from guildhall.inventory.models import CostLayer, ItemValue, ValueEntry
from guildhall.inventory.operations import correct_costs, run_check, start_check, value_stock
from guildhall.inventory.queries import get_check, value_report
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import ValueFilter
from guildhall.kernel.clock import now
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.inventory.worth import book, worth

type Note = Callable[..., None]


@pytest.fixture
def shop(alpha: Scope) -> None:
    make_company(stock=Decimal(0), skus=("APPLE", "BREAD"))


@pytest.fixture
def note(stamp: Stamp) -> Note:
    """Note what a currency was worth in ours so many days ago."""

    def noted(rate: str, *, base: str = "JPY", quote: str = "USD", days_ago: int = 0) -> None:
        day = stamp.at.date() - timedelta(days=days_ago)
        rates = [NotedRate(base, quote, day, Decimal(rate))]
        note_exchange_rates(rates, source="bank", stamp=stamp)

    return noted


@pytest.mark.parametrize(
    "pair", [{"rate": "0.01"}, {"rate": "100", "base": "USD", "quote": "JPY"}]
)
def test_a_cost_in_another_currency_counts_by_the_rate_of_its_day(
    shop: None, stamp: Stamp, note: Note, pair: dict[str, str]
) -> None:
    note("0.5", days_ago=3)
    note(**pair)
    book("5", cost="100", currency="JPY")

    value_stock(stamp=stamp)

    assert worth() == (Decimal(5), Decimal(5) if "base" not in pair else Decimal(250))
    assert not ValueEntry.objects.get().is_estimate


@pytest.mark.parametrize("days_ago", [None, 32])
def test_without_a_rate_of_these_days_a_cost_is_an_estimate(
    shop: None, stamp: Stamp, note: Note, days_ago: int | None
) -> None:
    if days_ago:
        note("0.01", days_ago=days_ago)
    book("5", cost="2")
    book("5", cost="100", currency="JPY")

    value_stock(stamp=stamp)

    assert worth() == (Decimal(10), Decimal(20))
    last = ValueEntry.objects.order_by("movement").last()
    assert last is not None
    assert (last.is_estimate, last.waits_for) == (True, "JPY")


def test_an_estimate_is_put_right_for_what_is_still_here_once_a_rate_comes(
    shop: None, stamp: Stamp, note: Note
) -> None:
    book("5", cost="2")
    book("5", cost="100", currency="JPY")
    book("-7", kind=MovementKind.SHIPMENT)
    value_stock(stamp=stamp)
    guessed = worth()
    assert correct_costs(stamp=stamp) == 0

    note("0.04")
    done = [correct_costs(stamp=stamp) for _ in range(2)]

    assert guessed == (Decimal(3), Decimal(6))
    assert done == [1, 0]
    assert worth() == (Decimal(3), Decimal(12))
    assert ItemValue.objects.get(variant__sku="APPLE").last_cost == 4
    assert CostLayer.objects.get(left__gt=0).unit_cost == 4
    entries = ValueEntry.objects.order_by("movement", "is_correction")
    assert [(e.is_correction, e.quantity, e.value) for e in entries] == [
        (False, 5, 10),
        (False, 5, 10),
        (True, 0, 6),
        (False, -7, -14),
    ]
    told = Fact.objects.filter(type=CostChanged.type).order_by("sequence").last()
    assert told is not None
    assert Decimal(told.payload["average"]["amount"]) == 4


def test_what_was_said_of_a_day_stays_said_and_the_check_agrees(
    shop: None, stamp: Stamp, note: Note
) -> None:
    book("5", cost="2")
    book("5", cost="100", currency="JPY")
    value_stock(stamp=stamp)
    note("0.04")

    correct_costs(stamp=stamp)

    check = start_check(stamp=stamp)
    run_check(check, stamp=stamp)
    assert get_check(check).found == 0
    assert value_report(ValueFilter()).total == value_report(ValueFilter(day=now().date())).total
    assert value_report(ValueFilter()).total.amount == 30


def test_noted_rates_put_costs_right_by_themselves(shop: None, stamp: Stamp, note: Note) -> None:
    book("5", cost="100", currency="JPY")
    value_stock(stamp=stamp)
    note("0.04")
    (reaction,) = REACTIONS[ExchangeRatesNoted]

    event = ExchangeRatesNoted(source="bank", count=1, stamp=stamp)
    reaction.run(event, Delivered(new_id(), 1, new_id(), now()))

    assert worth() == (Decimal(5), Decimal(20))
