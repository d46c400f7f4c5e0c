"""Why a number is what it is, and what it was at any moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction

from guildhall.inventory.errors import BelowReserved, OutOfStock, StockNotFound
from guildhall.inventory.models import ChannelPush, LevelSnapshot, Reservation, StockLevel
from guildhall.inventory.operations import (
    adjust_stock,
    expire_holds,
    receive_stock,
    release_stock,
    reserve_stock,
    sell_from,
    ship_stock,
    take_snapshots,
)
from guildhall.inventory.queries import explain_number
from guildhall.inventory.states import Behind, MovementKind, Promise
from guildhall.inventory.types import (
    Asked,
    ChainLine,
    Demand,
    Explanation,
    Figures,
    NewStock,
    Source,
)
from guildhall.kernel import clock
from guildhall.kernel.paging import CursorInvalid
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel, get_store
from tests.factories.company import Company, make_company, make_order
from tests.harness.sizes import size_of

SKUS = ("APPLE", "BREAD")
PLACES = ("S1", "S2")


def _moment() -> datetime:
    """Return what the database's clock shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _reserve(
    company: Company, reference: str, wanted: dict[str, int], *, stamp: Stamp, store: str = ""
) -> None:
    reserve_stock(
        reference,
        demands=[Demand(company.variants[s], s, Decimal(q)) for s, q in wanted.items()],
        source=Source(company.site.channel.id, get_store(store).id if store else None),
        until=stamp.at + timedelta(minutes=10),
        stamp=stamp,
    )


def _receive(company: Company, sku: str, place: str, quantity: int, *, stamp: Stamp) -> None:
    line = NewStock(company.variants[sku], sku, Decimal(quantity))
    receive_stock(place, lines=[line], reference="more", stamp=stamp)


def _adjust(company: Company, sku: str, place: str, by: int, *, stamp: Stamp) -> None:
    adjust_stock(
        place,
        variant_id=company.variants[sku],
        sku=sku,
        by=Decimal(by),
        reason="counted",
        stamp=stamp,
    )


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
    _adjust(company, "APPLE", "S1", -2, stamp=stamp)

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
        return Seen(_moment(), {(row[0], row[1]): Figures(*row[2:]) for row in rows})

    def reserve(self, stamp: Stamp, number: int) -> None:
        wanted = {self.random.choice(SKUS): self.random.randint(1, 4)}
        store = self.random.choice(["", *PLACES])
        _reserve(self.company, f"REF-{number}", wanted, stamp=stamp, store=store)
        self.references.append(f"REF-{number}")

    def receive(self, stamp: Stamp, _number: int) -> None:
        place, sku = self.random.choice(PLACES), self.random.choice(SKUS)
        _receive(self.company, sku, place, self.random.randint(1, 4), stamp=stamp)

    def adjust(self, stamp: Stamp, _number: int) -> None:
        place, sku = self.random.choice(PLACES), self.random.choice(SKUS)
        _adjust(self.company, sku, place, self.random.choice([-3, -1, 1, 2]), stamp=stamp)

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
        _receive(company, "APPLE", "S1", 1, stamp=stamp)
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
        _receive(company, "APPLE", "S1", 1, stamp=stamp)
    take_snapshots(every=10, stamp=stamp)

    LevelSnapshot.objects.update(on_hand=1_000)

    assert explain_number(Asked("APPLE", "S1")).places[0].differs


def test_a_row_that_disagrees_with_its_lines_is_told(alpha: Scope) -> None:
    make_company(skus=("APPLE",), stock=Decimal(16))

    StockLevel.objects.filter(location__code="S1").update(on_hand=9)

    found = explain_number(Asked("APPLE"))
    assert [place.differs for place in found.places] == [True, False]


def _second_channel(stamp: Stamp) -> None:
    organization.open_channel(
        "market", name="Market", brand=("house", "House"), currency="USD", stamp=stamp
    )
    sell_from("S1", channel_id=get_channel("market").id, rank=0, stamp=stamp)


def _told(company: Company, *, pushed: int, seen: int | None = None) -> None:
    now = _moment()
    ChannelPush.objects.update_or_create(
        variant_id=company.variants["APPLE"],
        channel_id=get_channel("market").id,
        defaults={
            "pushed": pushed,
            "pushed_at": now,
            "acknowledged": pushed,
            "acknowledged_at": now,
            "seen": seen,
            "seen_at": now if seen is not None else None,
        },
    )


def test_a_channel_that_oversells_is_told_with_the_event_that_it_missed(
    alpha: Scope, stamp: Stamp
) -> None:
    """N-1: for a seeded oversell the losing event is named, and who is behind."""
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    _told(company, pushed=5, seen=5)
    first, losing, later = (f"ORD-{n}" for n in range(3))
    _receive(company, "APPLE", "S1", 1, stamp=stamp)
    _reserve(company, first, {"APPLE": 1}, stamp=stamp, store="S1")
    _reserve(company, losing, {"APPLE": 3}, stamp=stamp, store="S1")
    _reserve(company, later, {"APPLE": 1}, stamp=stamp, store="S1")
    ship_stock(losing, stamp=stamp)

    (market,) = explain_number(Asked("APPLE", channel="market")).standings

    assert market.behind == (Behind.PUSH,)
    assert (market.ours, market.seen) == (1, 5)
    assert market.losing is not None
    assert (market.losing.kind, market.losing.reference) == (Promise.MADE, losing)


@pytest.mark.parametrize(
    ("pushed", "seen", "behind"),
    [
        (5, 5, ()),
        (5, None, ()),
        (4, 4, (Behind.PUSH,)),
        (5, 7, (Behind.CHANNEL,)),
        (4, 7, (Behind.PUSH, Behind.CHANNEL)),
    ],
)
def test_who_is_behind_is_told(
    alpha: Scope, stamp: Stamp, pushed: int, seen: int | None, behind: tuple[Behind, ...]
) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    _told(company, pushed=pushed, seen=seen)

    (market,) = explain_number(Asked("APPLE")).standings

    assert market.behind == behind


def test_what_a_channel_was_told_later_was_not_known_then(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    before = _moment()
    _told(company, pushed=5)

    (market,) = explain_number(Asked("APPLE", at=before)).standings

    assert (market.pushed, market.acknowledged) == (None, None)


def test_what_promised_more_than_there_was_is_named(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    level = StockLevel.objects.get(location__code="S1")
    _reserve(company, "ORD-1", {"APPLE": 4}, stamp=stamp, store="S1")
    level.refresh_from_db()
    level.backorder_limit, level.reserved = Decimal(3), Decimal(7)
    level.save()
    Reservation.objects.create(level=level, reference="ORD-2", quantity=3)
    _reserve(company, "ORD-3", {"APPLE": 2}, stamp=stamp, store="S2")

    found = explain_number(Asked("APPLE", location="S1"))

    assert found.figures.available == -2
    assert found.losing is not None
    assert found.losing.reference == "ORD-2"


def test_enough_of_everything_has_no_losing_event(alpha: Scope) -> None:
    make_company()

    assert explain_number(Asked("APPLE")).losing is None


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
