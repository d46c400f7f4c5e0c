"""Whatever the strategy: no more is taken than is wanted, nor than is there, and Σ agrees."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.inventory.rules import allocate, distance, merged, still_missing
from guildhall.inventory.states import AllocationOrder
from guildhall.inventory.types import Allocation, Demand, Point, Sourcing, Supply

VARIANTS = [UUID(int=n) for n in range(1, 4)]
PLACES = [UUID(int=n) for n in range(11, 15)]
QUANTITIES = st.decimals("0.001", 100, places=3)
DEMANDS = st.lists(
    st.builds(Demand, st.sampled_from(VARIANTS), st.just("SKU"), QUANTITIES), max_size=6
).map(merged)
SUPPLIES = st.lists(
    st.builds(
        Supply,
        st.uuids(),
        st.sampled_from(VARIANTS),
        st.integers(0, 3),
        st.decimals(-50, 100, places=3),
        st.sampled_from(PLACES),
        st.sampled_from(["", "consigned"]),
        st.none() | st.floats(0, 20_000),
    ),
    max_size=10,
    unique_by=lambda supply: supply.level_id,
)
WAYS = st.builds(Sourcing, st.sampled_from(AllocationOrder), st.booleans())


def _supply(n: int, available: int, *, rank: int = 0, at: int = 1, **more: object) -> Supply:
    return Supply(UUID(int=100 + n), VARIANTS[0], rank, Decimal(available), UUID(int=at), **more)  # type: ignore[arg-type] # what a case names


def _want(quantity: int, variant: int = 0) -> Demand:
    return Demand(VARIANTS[variant], f"SKU{variant}", Decimal(quantity))


def _by_level(taken: tuple[Allocation, ...]) -> dict[int, int]:
    return {part.level_id.int - 100: int(part.quantity) for part in taken}


@given(DEMANDS, SUPPLIES, WAYS)
def test_nothing_is_taken_that_is_not_there_or_not_wanted(
    demands: tuple[Demand, ...], supplies: list[Supply], how: Sourcing
) -> None:
    taken, _ = allocate(demands, supplies, how)

    available = {supply.level_id: supply.available for supply in supplies}
    by_level: dict[UUID, Decimal] = defaultdict(Decimal)
    by_variant: dict[UUID, Decimal] = defaultdict(Decimal)
    for part in taken:
        assert part.quantity > 0
        by_level[part.level_id] += part.quantity
        by_variant[part.variant_id] += part.quantity
    assert all(quantity <= available[level] for level, quantity in by_level.items())
    wanted = {demand.variant_id: demand.quantity for demand in demands}
    assert all(quantity <= wanted[variant] for variant, quantity in by_variant.items())


@given(DEMANDS, SUPPLIES, WAYS)
def test_what_is_taken_and_what_is_short_add_up_to_what_is_wanted(
    demands: tuple[Demand, ...], supplies: list[Supply], how: Sourcing
) -> None:
    taken, short = allocate(demands, supplies, how)

    got: dict[UUID, Decimal] = defaultdict(Decimal)
    for part in taken:
        got[part.variant_id] += part.quantity
    missing = still_missing(demands, taken)
    assert [(s.asked, s.available) for s in short] == [
        (d.quantity, got[d.variant_id]) for d in demands if got[d.variant_id] < d.quantity
    ]
    lacking = {each.variant_id: each.quantity for each in missing}
    for demand in demands:
        assert got[demand.variant_id] + lacking.get(demand.variant_id, 0) == demand.quantity


@given(DEMANDS, SUPPLIES, st.sampled_from(AllocationOrder))
def test_where_it_may_split_all_there_is_can_be_had(
    demands: tuple[Demand, ...], supplies: list[Supply], order: AllocationOrder
) -> None:
    taken, _ = allocate(demands, supplies, Sourcing(order))

    for demand in demands:
        of_it = [s for s in supplies if s.variant_id == demand.variant_id and s.available > 0]
        have = sum((s.available for s in of_it), Decimal(0))
        got = sum((t.quantity for t in taken if t.variant_id == demand.variant_id), Decimal(0))
        assert got == min(demand.quantity, have)


@given(DEMANDS, SUPPLIES, st.sampled_from(AllocationOrder))
def test_without_splits_everything_comes_from_one_place(
    demands: tuple[Demand, ...], supplies: list[Supply], order: AllocationOrder
) -> None:
    taken, _ = allocate(demands, supplies, Sourcing(order, may_split=False))

    place = {supply.level_id: supply.location_id for supply in supplies}
    assert len({place[part.level_id] for part in taken}) <= 1


@given(DEMANDS, SUPPLIES)
def test_one_parcel_is_sent_wherever_one_place_has_it_all(
    demands: tuple[Demand, ...], supplies: list[Supply]
) -> None:
    taken, _ = allocate(demands, supplies, Sourcing(AllocationOrder.ONE_PARCEL))

    def has_all(place: UUID) -> bool:
        here = [s for s in supplies if s.location_id == place]
        return not allocate(demands, here)[1]

    place = {supply.level_id: supply.location_id for supply in supplies}
    if any(has_all(each) for each in PLACES):
        assert len({place[part.level_id] for part in taken}) <= 1


@given(DEMANDS, SUPPLIES, WAYS, st.randoms())
def test_the_order_in_which_levels_are_read_does_not_matter(
    demands: tuple[Demand, ...], supplies: list[Supply], how: Sourcing, random: object
) -> None:
    shuffled = sorted(supplies, key=lambda _: random.random())  # type: ignore[attr-defined] # hypothesis' own

    assert allocate(demands, supplies, how) == allocate(demands, shuffled, how)


@pytest.mark.parametrize("order", AllocationOrder)
def test_thirteen_wanted_are_thirteen_taken_whatever_the_strategy(order: AllocationOrder) -> None:
    """Vendure 3.7.3 took min(quantity, available) at each place: 10 + 13 (C-4, vendure#4030)."""
    supplies = [_supply(1, 10, at=1), _supply(2, 20, rank=1, at=2)]

    taken, short = allocate([_want(13)], supplies, Sourcing(order))

    assert sum(_by_level(taken).values()) == 13
    assert not short


@pytest.mark.parametrize(
    ("order", "taken_from"),
    [
        (AllocationOrder.RANK, {1: 4, 2: 1}),
        (AllocationOrder.MOST_STOCK, {3: 5}),
        (AllocationOrder.NEAREST, {2: 5}),
        (AllocationOrder.ONE_PARCEL, {2: 5}),
    ],
)
def test_each_strategy_asks_its_own_place_first(
    order: AllocationOrder, taken_from: dict[int, int]
) -> None:
    supplies = [
        _supply(1, 4, rank=0, at=1, distance=900.0),
        _supply(2, 6, rank=1, at=2, distance=3.5),
        _supply(3, 9, rank=2, at=3, distance=None),
    ]

    taken, _ = allocate([_want(5)], supplies, Sourcing(order))

    assert _by_level(taken) == taken_from


def test_our_own_goods_go_before_those_of_others_at_one_place() -> None:
    supplies = [_supply(1, 5, owner="supplier"), _supply(2, 5, owner="")]

    taken, _ = allocate([_want(6)], supplies)

    assert _by_level(taken) == {2: 5, 1: 1}


def test_a_place_in_the_red_takes_nothing_from_another() -> None:
    """Saleor summed a negative warehouse into the others' stock (C-19, saleor PR 17170)."""
    supplies = [_supply(1, -7, at=1), _supply(2, 5, at=2)]

    taken, short = allocate([_want(5)], supplies)

    assert _by_level(taken) == {2: 5}
    assert not short


def test_without_splits_a_refusal_says_what_the_fullest_place_has() -> None:
    supplies = [_supply(1, 4, at=1), _supply(2, 3, rank=1, at=2)]

    _, short = allocate([_want(6)], supplies, Sourcing(may_split=False))

    assert [(int(each.asked), int(each.available)) for each in short] == [(6, 4)]


def test_hamburg_and_munich_are_six_hundred_kilometers_apart() -> None:
    hamburg = Point(Decimal("53.5503"), Decimal("10.0006"))
    munich = Point(Decimal("48.1372"), Decimal("11.5755"))

    assert 610 < distance(hamburg, munich) < 615
    assert distance(munich, munich) == 0
