"""Why a number is what it is, and what it was at any moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction

from guildhall.inventory.errors import BelowReserved, OutOfStock, StockNotFound
from guildhall.inventory.models import LevelSnapshot, StockLevel
from guildhall.inventory.operations import (
    expire_holds,
    plan_transfer,
    receive_transfer,
    release_stock,
    send_transfer,
    ship_stock,
    take_snapshots,
)
from guildhall.inventory.operations.places import IN_TRANSIT
from guildhall.inventory.queries import explain_number
from guildhall.inventory.states import MovementKind, Promise
from guildhall.inventory.types import (
    Asked,
    ChainLine,
    Explanation,
    Figures,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel import clock
from guildhall.kernel.paging import CursorInvalid
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company, make_order
from tests.harness.sizes import size_of
from tests.inventory.happening import adjust, moment, receive, reserve

SKUS = ("APPLE", "BREAD")
PLACES = ("S1", "S2")


def _whole(asked: Asked, *, limit: int) -> tuple[list[ChainLine], Explanation, Explanation]:
    """Return all lines of a chain, page by page, with the first and the last page."""
    first = page = explain_number(asked, limit=limit)
    lines = list(page.lines)
    while page.next_cursor:
        page = explain_number(asked, cursor=page.next_cursor, limit=limit)
        lines += page.lines
    return lines, first, page


def test_a_number_is_told_line_by_line_with_who_and_why(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    order = make_order(company, {"APPLE": 3}, stamp=stamp).row.number
    ship_stock(order, stamp=stamp)
    adjust(company, "APPLE", "S1", -2, stamp=stamp)

    found = explain_number(Asked("APPLE", location="S1"))

    assert [(line.kind, line.reference) for line in found.lines] == [
        (MovementKind.ADJUSTMENT, "counted"),
        (MovementKind.SHIPMENT, order),
        (Promise.SHIPPED, order),
        (Promise.MADE, order),
        (MovementKind.RECEIPT, "opening"),
    ]
    assert [line.after.available for line in found.lines] == [5, 7, 10, 7, 10]
    assert {line.actor for line in found.lines} == {stamp.by.name}
    assert {line.request_id for line in found.lines[:4]} == {stamp.request_id}
    assert found.figures == Figures(on_hand=Decimal(5))
    assert found.opening == Figures()
    assert not any(place.differs for place in found.places)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the buckets showed at a moment."""

    at: datetime
    buckets: dict[tuple[str, str], Figures]


class History:
    """Made-up acts on stock, and what was seen after each."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.random = Random(seed)
        self.now = clock.now()
        self.references: list[str] = []
        self.seen = [self.look()]

    def act(self, number: int) -> None:
        self.now += timedelta(minutes=self.random.randrange(6))
        acts = (self.reserve, self.receive, self.adjust, self.release, self.ship, self.expire)
        try:
            with transaction.atomic():
                self.random.choice(acts)(system_stamp("test", self.now), number)
        except (OutOfStock, BelowReserved):
            return
        self.seen.append(self.look())

    def look(self) -> Seen:
        rows = StockLevel.objects.values_list(
            "variant__sku", "location__code", "on_hand", "reserved", "unavailable"
        )
        return Seen(moment(), {(row[0], row[1]): Figures(*row[2:]) for row in rows})

    def reserve(self, stamp: Stamp, number: int) -> None:
        wanted = {self.random.choice(SKUS): self.random.randint(1, 4)}
        store = self.random.choice(["", *PLACES])
        reserve(self.company, f"REF-{number}", wanted, stamp=stamp, store=store)
        self.references.append(f"REF-{number}")

    def receive(self, stamp: Stamp, _number: int) -> None:
        place, sku = self.random.choice(PLACES), self.random.choice(SKUS)
        receive(self.company, sku, place, self.random.randint(1, 4), stamp=stamp)

    def adjust(self, stamp: Stamp, _number: int) -> None:
        place, sku = self.random.choice(PLACES), self.random.choice(SKUS)
        adjust(self.company, sku, place, self.random.choice([-3, -1, 1, 2]), stamp=stamp)

    def release(self, stamp: Stamp, _number: int) -> None:
        release_stock(self.random.choice(self.references or ["none"]), stamp=stamp)

    def ship(self, stamp: Stamp, _number: int) -> None:
        ship_stock(self.random.choice(self.references or ["none"]), stamp=stamp)

    def expire(self, stamp: Stamp, _number: int) -> None:
        expire_holds(stamp=stamp)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_of_a_moment_is_what_was_seen_then(alpha: Scope, seed: int) -> None:
    """With and without snapshots between: they change nothing but the time that it takes."""
    history = History(make_company(skus=SKUS, stock=Decimal(16)), seed)
    for number in range(size_of("explain_history", small=60, soak=2_000)):
        history.act(number)
        if history.random.random() < 0.1:
            take_snapshots(every=5, stamp=system_stamp("test", history.now))

    assert LevelSnapshot.objects.count() > 3
    for seen in history.seen:
        for (sku, place), buckets in seen.buckets.items():
            assert explain_number(Asked(sku, place, at=seen.at)).figures == buckets


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_a_chain_adds_up_however_it_is_paged(alpha: Scope, limit: int) -> None:
    history = History(make_company(skus=SKUS, stock=Decimal(16)), 7)
    for number in range(40):
        history.act(number)

    for sku in SKUS:
        lines, first, last = _whole(Asked(sku), limit=limit)
        assert sum((line.change for line in lines), last.opening) == first.figures
        assert last.opening == Figures()
        assert len({(line.id, line.at) for line in lines}) == len(lines)
        assert lines == sorted(lines, key=lambda line: (line.at, line.id), reverse=True)


def test_snapshots_spare_the_reading_of_old_lines(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(16))
    for _ in range(35):
        receive(company, "APPLE", "S1", 1, stamp=stamp)
    without = explain_number(Asked("APPLE", "S1")).places[0]

    taken = take_snapshots(every=10, stamp=stamp)
    again = take_snapshots(every=10, stamp=stamp)

    found = explain_number(Asked("APPLE", "S1")).places[0]
    assert (taken, again) == (3, 0)
    assert (without.lines, found.lines) == (36, 6)
    assert found.figures == without.figures


def test_a_wrong_snapshot_would_be_seen(alpha: Scope, stamp: Stamp) -> None:
    """Negative control: figures do rest on snapshots."""
    company = make_company(skus=("APPLE",), stock=Decimal(16))
    for _ in range(12):
        receive(company, "APPLE", "S1", 1, stamp=stamp)
    take_snapshots(every=10, stamp=stamp)

    LevelSnapshot.objects.update(on_hand=1_000)

    assert explain_number(Asked("APPLE", "S1")).places[0].differs


def test_a_row_that_disagrees_with_its_lines_is_told(alpha: Scope) -> None:
    make_company(skus=("APPLE",), stock=Decimal(16))

    StockLevel.objects.filter(location__code="S1").update(on_hand=9)

    found = explain_number(Asked("APPLE"))
    assert [place.differs for place in found.places] == [True, False]


def test_only_what_lies_within_reach_is_told(alpha: Scope) -> None:
    make_company()

    found = explain_number(Asked("APPLE", scopes=("location:S2",)))

    assert [place.location for place in found.places] == ["S2"]
    assert {line.location for line in found.lines} == {"S2"}


@pytest.mark.parametrize(
    "asked",
    [
        Asked("NOTHING"),
        Asked("APPLE", location="S9"),
        Asked("APPLE", channel="none"),
        Asked("APPLE", scopes=("location:S9",)),
        Asked("APPLE", location="S1", scopes=("location:S2",)),
    ],
)
def test_what_is_not_there_or_not_in_reach_is_refused(alpha: Scope, asked: Asked) -> None:
    make_company()

    with pytest.raises(StockNotFound):
        explain_number(asked)


def test_a_cursor_of_another_list_is_refused(alpha: Scope) -> None:
    make_company()

    with pytest.raises(CursorInvalid):
        explain_number(Asked("APPLE"), cursor="made-up")


def test_goods_on_the_road_are_available_nowhere_until_they_arrive(
    alpha: Scope, stamp: Stamp
) -> None:
    """What is neither here nor there is sold by nobody: it counts where it is asked for."""
    make_company(skus=("APPLE",), stock=Decimal(20))
    plan = TransferPlan("S1", "S2", (TransferWish("APPLE", Decimal(3)),))
    number = plan_transfer(plan, stamp=stamp)
    send_transfer(number, stamp=stamp)

    everywhere = explain_number(Asked("APPLE"))
    on_the_road = explain_number(Asked("APPLE", location=IN_TRANSIT))
    receive_transfer(number, stamp=stamp)
    arrived = explain_number(Asked("APPLE"))

    assert everywhere.figures.available == 17
    assert {place.location for place in everywhere.places} == {"S1", "S2"}
    assert sum((x.change for x in everywhere.lines), everywhere.opening) == everywhere.closing
    assert on_the_road.figures.on_hand == 3
    assert arrived.figures.available == 20
