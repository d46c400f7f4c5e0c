"""Which channel sells from which places, and which of them it asks first."""

from decimal import Decimal
from typing import Any

import pytest

from guildhall.inventory import operations
from guildhall.inventory.errors import (
    LocationIsClosed,
    LocationNotFound,
    LocationNotSelling,
    OutOfStock,
    SourcesInvalid,
)
from guildhall.inventory.queries import get_sources
from guildhall.inventory.states import AllocationOrder, LocationKind, OfferKind
from guildhall.inventory.types import (
    HoldTerms,
    Offer,
    Point,
    Sourcing,
)
from guildhall.kernel.conditions import ChangedMeanwhile, Expected
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.types import ChannelCard
from tests.factories.company import Company, make_company
from tests.factories.warehouse import level_of, open_warehouse, receive
from tests.inventory.shelves import taken_by

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


def test_a_channel_sells_from_the_places_of_its_list_in_their_order(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    receive("APPLE", "5", at="W1", stamp=stamp)

    operations.set_sources(web, ["W1", "S2"], stamp=stamp)
    operations.set_sources(web, ["W1", "S2"], stamp=stamp)
    operations.hold_stock(
        HoldTerms("cart-1", None), lines=[("APPLE", Decimal(15))], channel="web", stamp=stamp
    )
    with pytest.raises(OutOfStock):
        operations.hold_stock(
            HoldTerms("cart-2", None), lines=[("APPLE", Decimal(1))], channel="web", stamp=stamp
        )

    assert taken_by("cart-1") == {"W1": 5, "S2": 10}
    assert get_sources(web).codes == ("W1", "S2")
    told = [f for f in facts_about(["channel:web"]) if f.type == "stock.sources_changed"]
    assert told[-1].payload["locations"] == ["W1", "S2"]
    assert [f.payload["locations"] for f in told].count(["W1", "S2"]) == 1


def test_the_nearest_place_follows_its_spot_on_the_map(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    operations.set_sourcing("web", Sourcing(AllocationOrder.NEAREST), stamp=stamp)
    near_berlin = HoldTerms("cart-1", None, near=BERLIN)
    _change("S1", stamp, name="Store S1", point=MUNICH)
    _change("S2", stamp, name="Store S2", point=BERLIN)

    operations.hold_stock(near_berlin, lines=[("APPLE", Decimal(1))], channel="web", stamp=stamp)

    assert taken_by("cart-1") == {"S2": 1}


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        (["S1", "S1"], SourcesInvalid),
        (["S1", "NOPE"], LocationNotFound),
        (["S1", "Q1"], LocationNotSelling),
        (["S1", "W9"], LocationIsClosed),
    ],
)
def test_a_list_that_cannot_be_changes_nothing(
    shop: Company, web: ChannelCard, stamp: Stamp, codes: list[str], refusal: type[Refusal]
) -> None:
    operations.open_location("Q1", name="Aside", kind=LocationKind.QUARANTINE, stamp=stamp)
    open_warehouse("W9", stamp=stamp)
    operations.close_location("W9", stamp=stamp)

    with pytest.raises(refusal):
        operations.set_sources(web, codes, stamp=stamp)

    assert get_sources(web).codes == ("S1", "S2")


def test_who_works_for_a_channel_orders_its_places_and_is_lent_no_other(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    theirs = _only(stamp, Grant("stock:edit", "channel:web"))
    seen = Expected((f'"{get_sources(web).version}"',))

    with pytest.raises(NotPermitted):
        operations.set_sources(web, ["S1", "S2", "W1"], stamp=theirs)
    with pytest.raises(NotPermitted):
        operations.set_sources(web, ["S1"], stamp=_only(stamp, Grant("stock:edit", "location:S1")))
    operations.set_sources(web, ["S2", "S1"], stamp=theirs, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        operations.set_sources(web, ["S2"], stamp=theirs, seen=seen)

    assert get_sources(web).codes == ("S2", "S1")


def test_what_may_wait_does_so_at_the_place_that_is_first_now(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    operations.set_offer(
        "APPLE", Offer(Decimal(4), OfferKind.BACKORDER, lead_days=3), channel="web", stamp=stamp
    )
    open_warehouse("W1", stamp=stamp)
    operations.set_sources(web, ["W1", "S1", "S2"], stamp=stamp)
    first = level_of("APPLE", "W1").backorder_limit

    operations.close_location("W1", stamp=stamp)

    assert first == 4
    assert level_of("APPLE", "W1").backorder_limit == 0
    assert level_of("APPLE", "S1").backorder_limit == 4
    operations.hold_stock(
        HoldTerms("cart-1", None), lines=[("APPLE", Decimal(24))], channel="web", stamp=stamp
    )
    assert set(taken_by("cart-1")) == {"S1", "S2"}
