"""Places of stock: opened, put on the map, and closed when nothing lies there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from guildhall.inventory import operations
from guildhall.inventory.errors import (
    LocationExpectsGoods,
    LocationHasPapers,
    LocationHasPromises,
    LocationHoldsStock,
    LocationInvalid,
    LocationIsClosed,
    LocationTaken,
    NotFromHere,
)
from guildhall.inventory.models import StockLevel
from guildhall.inventory.operations.places import IN_TRANSIT, way_between
from guildhall.inventory.queries import get_location, list_levels
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import (
    CountScan,
    HoldTerms,
    Point,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel.conditions import ChangedMeanwhile, Expected
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.types import ChannelCard
from tests.factories.company import Company, make_company
from tests.factories.warehouse import level_of, open_warehouse, receive
from tests.harness.crowds import crowd

BERLIN = Point(Decimal("52.52000"), Decimal("13.40500"))
MUNICH = Point(Decimal("48.13700"), Decimal("11.57500"))


@pytest.fixture
def shop(alpha: Scope) -> Company:
    return make_company(stock=Decimal(20))


@pytest.fixture
def web(shop: Company) -> ChannelCard:
    return shop.site.channel


def _only(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:1", grants), stamp.at)


def _change(code: str, stamp: Stamp, **other: Any) -> None:
    told: dict[str, Any] = {"name": "Berlin", "point": BERLIN, "stamp": stamp} | other
    operations.change_location(code, **told)


def _hold(reference: str, quantity: int, stamp: Stamp) -> None:
    lines = [("APPLE", Decimal(quantity))]
    operations.hold_stock(HoldTerms(reference, None), lines=lines, channel="web", stamp=stamp)


def test_a_place_has_a_name_and_a_spot_on_the_map(shop: Company, stamp: Stamp) -> None:
    operations.open_location(
        "W1", name="Hall", kind=LocationKind.WAREHOUSE, point=MUNICH, stamp=stamp
    )
    before = get_location("W1")

    _change("W1", stamp)
    _change("W1", stamp)

    after = get_location("W1")
    assert (before.point, after.point, after.name) == (MUNICH, BERLIN, "Berlin")
    assert before.version != after.version
    told = [fact.type for fact in facts_about(["location:W1"])]
    assert sorted(told) == ["location.changed", "location.opened"]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"point": Point(Decimal("90.1"), Decimal(0))}, "latitude"),
        ({"point": Point(Decimal("NaN"), Decimal(0))}, "latitude"),
        ({"point": Point(Decimal(0), Decimal("-180.00001"))}, "longitude"),
        ({"point": Point(Decimal(0), Decimal("1.000001"))}, "longitude"),
    ],
)
def test_a_place_that_cannot_be_is_refused_at_its_field(
    shop: Company, stamp: Stamp, other: dict[str, Any], field: str
) -> None:
    with pytest.raises(LocationInvalid) as refused:
        _change("S1", stamp, **other)

    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("code", ["", "a b", "a/b", "-a", "x" * 41])
def test_a_code_that_fits_no_address_opens_nothing(shop: Company, stamp: Stamp, code: str) -> None:
    with pytest.raises(LocationInvalid):
        operations.open_location(code, name="Odd", kind=LocationKind.STORE, stamp=stamp)


def test_a_code_that_another_place_has_opens_nothing(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(LocationTaken):
        operations.open_location("S1", name="Other", kind=LocationKind.STORE, stamp=stamp)


def test_the_way_between_places_is_neither_opened_nor_changed_nor_closed(
    shop: Company, stamp: Stamp
) -> None:
    way_between()

    with pytest.raises(LocationInvalid):
        operations.open_location("WAY", name="Way", kind=LocationKind.IN_TRANSIT, stamp=stamp)
    for act in (operations.close_location, operations.reopen_location, _change):
        with pytest.raises(NotFromHere):
            act(IN_TRANSIT, stamp=stamp)


def test_what_somebody_changed_meanwhile_is_not_written_over(shop: Company, stamp: Stamp) -> None:
    seen = Expected((f'"{get_location("S1").version}"',))
    _change("S1", stamp, seen=seen)

    for act in (_change, operations.close_location):
        with pytest.raises(ChangedMeanwhile):
            act("S1", stamp=stamp, seen=seen)


def test_a_place_is_changed_by_who_keeps_it_alone(shop: Company, stamp: Stamp) -> None:
    channel = _only(stamp, Grant("stock:edit", "channel:web"))
    keeper = _only(stamp, Grant("stock:edit", "location:S1"))

    for act in (operations.close_location, operations.reopen_location, _change):
        with pytest.raises(NotPermitted):
            act("S1", stamp=channel)
    with pytest.raises(NotPermitted):
        operations.open_location("W2", name="W2", kind=LocationKind.STORE, stamp=keeper)
    _change("S1", keeper)


def test_a_place_stays_open_while_it_is_in_use_and_says_what_to_do(
    shop: Company, stamp: Stamp
) -> None:
    operations.hold_stock(
        HoldTerms("cart-1", None), lines=[("APPLE", Decimal(1))], channel="web", stamp=stamp
    )
    with pytest.raises(LocationHasPromises) as promised:
        operations.close_location("S1", stamp=stamp)
    operations.drop_hold("cart-1", stamp=stamp)
    with pytest.raises(LocationHoldsStock) as held:
        operations.close_location("S1", stamp=stamp)

    assert (promised.value.facts["skus"], promised.value.facts["sku"]) == (1, "APPLE")
    assert held.value.facts["skus"] == 5
    assert "Transfer them" in str(held.value)
    assert get_location("S1").is_open


def test_a_place_to_which_goods_or_papers_are_on_their_way_stays_open(
    shop: Company, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    count = operations.start_stocktake("W1", stamp=stamp)
    with pytest.raises(LocationHasPapers):
        operations.close_location("W1", stamp=stamp)
    operations.cancel_stocktake(count, reason="later", stamp=stamp)
    plan = TransferPlan("S1", "W1", (TransferWish("APPLE", Decimal(2)),))
    number = operations.plan_transfer(plan, stamp=stamp)
    with pytest.raises(LocationHasPapers) as draft:
        operations.close_location("W1", stamp=stamp)

    operations.send_transfer(number, stamp=stamp)

    with pytest.raises(LocationExpectsGoods):
        operations.close_location("W1", stamp=stamp)
    assert draft.value.facts["paper"] == number


def test_nothing_comes_to_a_closed_place_until_it_is_opened_again(
    shop: Company, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    operations.close_location("W1", stamp=stamp)
    operations.close_location("W1", stamp=stamp)

    with pytest.raises(LocationIsClosed):
        receive("APPLE", "1", at="W1", stamp=stamp)
    with pytest.raises(LocationIsClosed):
        operations.start_stocktake("W1", stamp=stamp)
    with pytest.raises(LocationIsClosed):
        operations.plan_transfer(
            TransferPlan("S1", "W1", (TransferWish("APPLE", Decimal(1)),)), stamp=stamp
        )
    operations.reopen_location("W1", stamp=stamp)
    receive("APPLE", "1", at="W1", stamp=stamp)

    assert level_of("APPLE", "W1").on_hand == 1
    told = [fact.type for fact in facts_about(["location:W1"])]
    assert told.count("location.closed") == told.count("location.reopened") == 1


def test_a_place_that_was_closed_behind_the_back_of_a_paper_takes_nothing(
    shop: Company, stamp: Stamp
) -> None:
    """Whoever read that it is open and then waited for its levels is refused under their lock."""
    number = operations.start_stocktake("S2", skus=["APPLE"], stamp=stamp)
    operations.count_stock(number, scans=[CountScan("APPLE", Decimal(99))], stamp=stamp)
    operations.finish_counting(number, stamp=stamp)
    place = StockLevel.objects.filter(location__code="S2").select_related("location")[0].location
    place.closed_at = stamp.at
    place.save()

    with pytest.raises(LocationIsClosed):
        operations.post_stocktake(number, stamp=stamp)

    assert level_of("APPLE", "S2").on_hand == 10


def test_a_place_is_closed_or_filled_never_both_however_they_meet(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    scope = committed["alpha"]
    with enter(scope), unit():
        make_company(stock=Decimal(20))
        for number in range(6):
            open_warehouse(f"W{number}", stamp=stamp)

    def act(hand: int, _random: object) -> list[object]:
        close: Callable[..., object] = operations.close_location
        got: list[object] = []
        for number in range(6):
            try:
                with enter(scope), unit():
                    if hand % 2:
                        got.append(close(f"W{number}", stamp=stamp))
                    else:
                        receive("APPLE", "1", at=f"W{number}", stamp=stamp)
            except (LocationIsClosed, LocationHoldsStock) as refused:
                got.append(type(refused))
        connections["default"].close()
        return got

    crowd(4, act)

    with enter(scope), unit():
        for number in range(6):
            place = get_location(f"W{number}")
            held = sum(x.on_hand for x in list_levels(limit=200).items if x.location == place.code)
            assert place.is_open == (held > 0)
