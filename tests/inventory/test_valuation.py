"""What stock is worth: a moving average, made beside the sales, each line once."""

from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from guildhall.catalog.models import VariantCost
from guildhall.catalog.states import CostBasis
from guildhall.flows.stock import note_cost
from guildhall.inventory.events import CostChanged
from guildhall.inventory.models import CostLayer, ValueEntry
from guildhall.inventory.operations import value_stock
from guildhall.inventory.queries import value_lines, value_report
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import ValueFilter
from guildhall.kernel import clock
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import read
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.inventory.worth import book, worth


@pytest.fixture
def shop(alpha: Scope) -> None:
    make_company(stock=Decimal(0), skus=("APPLE", "BREAD"))


def test_what_arrives_moves_the_average_and_what_leaves_does_not(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    book("10", cost="4")
    book("-5", kind=MovementKind.SHIPMENT)

    assert value_stock(stamp=stamp) == 3

    assert worth() == (Decimal(15), Decimal(45))
    entries = ValueEntry.objects.order_by("movement")
    assert [(e.unit_cost, e.value) for e in entries] == [(2, 20), (4, 40), (3, -15)]
    assert list(CostLayer.objects.order_by("received_at").values_list("left", flat=True)) == [
        5,
        10,
    ]


def test_a_transfer_changes_neither_quantity_nor_worth(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    for quantity, place in (("-4", "S1"), ("4", "S2")):
        book(quantity, kind=MovementKind.TRANSFER, place=place)

    value_stock(stamp=stamp)

    assert worth() == (Decimal(10), Decimal(20))
    report = value_report(ValueFilter())
    by_place = {each.name: each.value.amount for each in report.by_location}
    assert by_place == {"S1": Decimal(12), "S2": Decimal(8)}


@pytest.mark.parametrize(
    ("kind", "quantity"),
    [
        (MovementKind.ADJUSTMENT, "2"),
        (MovementKind.ADJUSTMENT, "-2"),
        (MovementKind.COUNT, "3"),
        (MovementKind.COUNT, "-3"),
        (MovementKind.WRITE_OFF, "-4"),
    ],
)
def test_corrections_count_at_the_average_of_their_moment(
    shop: None, stamp: Stamp, kind: MovementKind, quantity: str
) -> None:
    book("10", cost="2")
    book("30", cost="4")
    book(quantity, kind=kind)

    value_stock(stamp=stamp)

    assert worth() == (40 + Decimal(quantity), 140 + Decimal(quantity) * Decimal("3.5"))


def test_the_last_piece_takes_what_is_left_of_the_worth(shop: None, stamp: Stamp) -> None:
    """No cent stays behind at quantity zero, however the average was rounded."""
    book("3", cost="0.333333")
    book("4", cost="0.111111")
    for _ in range(7):
        book("-1", kind=MovementKind.SHIPMENT)

    value_stock(stamp=stamp)

    assert worth() == (Decimal(0), Decimal(0))
    assert sum(ValueEntry.objects.values_list("value", flat=True)) == 0


def test_a_receipt_taken_back_takes_its_own_cost_along(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    book("10", cost="8")
    book("-10", kind=MovementKind.REVERSAL, cost="8")

    value_stock(stamp=stamp)

    assert worth() == (Decimal(10), Decimal(20))


def test_what_is_made_of_other_goods_costs_what_they_were_worth(shop: None, stamp: Stamp) -> None:
    book("10", cost="3")
    book("-4", kind=MovementKind.REPACK, reference="REPACK-1")
    book("2", kind=MovementKind.REPACK, reference="REPACK-1", sku="BREAD")

    value_stock(stamp=stamp)

    assert worth("APPLE") == (Decimal(6), Decimal(18))
    assert worth("BREAD") == (Decimal(2), Decimal(12))


def test_goods_without_a_cost_are_estimated_and_say_so(shop: None, stamp: Stamp) -> None:
    book("5")
    book("5", cost="2")

    value_stock(stamp=stamp)

    estimates = ValueEntry.objects.order_by("movement").values_list("is_estimate", flat=True)
    assert list(estimates) == [True, False]
    assert worth() == (Decimal(10), Decimal(10))


def test_a_line_is_valued_once_however_often_it_is_asked(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")

    assert [value_stock(stamp=stamp), value_stock(stamp=stamp)] == [1, 0]

    assert ValueEntry.objects.count() == 1


def test_what_a_slow_transaction_wrote_late_is_valued_too(shop: None, stamp: Stamp) -> None:
    """Its line has an id from before those that were valued meanwhile."""
    early = new_id()
    book("10", cost="2")
    value_stock(stamp=stamp)
    late = book("4", cost="2", key=early)

    value_stock(stamp=stamp)

    assert ValueEntry.objects.filter(movement=late).exists()


def test_a_new_cost_is_told_and_prices_hear_of_it(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    value_stock(stamp=stamp)
    book("10", cost="4")
    book("-1", kind=MovementKind.SHIPMENT)
    value_stock(stamp=stamp)

    told = list(Fact.objects.filter(type=CostChanged.type).order_by("sequence"))
    for basis, costs in (("average", ["2", "3"]), ("last", ["2", "4"])):
        amounts = [Decimal(fact.payload[basis]["amount"]) for fact in told]
        assert amounts == list(map(Decimal, costs))
    for each in told:
        note_cost(
            cast("CostChanged", read(each)),
            Delivered(each.fact_id, each.sequence, new_id(), clock.now()),
        )
    known = dict(VariantCost.objects.values_list("basis", "amount"))
    assert known == {CostBasis.AVERAGE: Decimal(3), CostBasis.LAST: Decimal(4)}


def test_what_does_not_change_a_cost_tells_nothing(shop: None, stamp: Stamp) -> None:
    """Negative control: the same cost again, and goods that leave."""
    book("10", cost="2")
    value_stock(stamp=stamp)
    book("10", cost="2")
    book("-3", kind=MovementKind.SHIPMENT)
    value_stock(stamp=stamp)

    assert Fact.objects.filter(type=CostChanged.type).count() == 1


def test_a_day_is_valued_as_it_ended(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    value_stock(stamp=stamp)
    today = stamp.at.date()

    now, then = (value_report(ValueFilter(day=day)) for day in (None, today))
    before = value_report(ValueFilter(day=today - timedelta(days=1)))

    assert now.total == then.total
    assert now.total.amount == 20
    assert (before.total.amount, before.by_location) == (Decimal(0), ())


def test_only_stock_within_reach_is_valued(shop: None, stamp: Stamp) -> None:
    book("10", cost="2")
    book("5", cost="2", place="S2")
    value_stock(stamp=stamp)

    lines = list(value_lines(ValueFilter(scopes=("location:S2",))))

    assert [(line.location, line.value.amount) for line in lines] == [("S2", Decimal(10))]
