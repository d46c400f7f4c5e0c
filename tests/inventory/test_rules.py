"""Who gets what from where."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guildhall.inventory.rules import allocate, merged
from guildhall.inventory.types import Demand, Supply

VARIANTS = [UUID(int=n) for n in range(1, 4)]
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
    ),
    max_size=8,
    unique_by=lambda supply: supply.level_id,
)


@given(DEMANDS, SUPPLIES)
def test_nothing_is_taken_that_is_not_there(
    demands: tuple[Demand, ...], supplies: list[Supply]
) -> None:
    taken, _ = allocate(demands, supplies)

    available = {supply.level_id: supply.available for supply in supplies}
    by_level: dict[UUID, Decimal] = defaultdict(Decimal)
    for part in taken:
        assert part.quantity > 0
        by_level[part.level_id] += part.quantity
    assert all(quantity <= available[level] for level, quantity in by_level.items())


@given(DEMANDS, SUPPLIES)
def test_a_demand_is_short_exactly_when_there_is_too_little(
    demands: tuple[Demand, ...], supplies: list[Supply]
) -> None:
    taken, short = allocate(demands, supplies)

    have = {
        variant: sum(
            (s.available for s in supplies if s.variant_id == variant and s.available > 0),
            Decimal(0),
        )
        for variant in VARIANTS
    }
    lacking = [demand for demand in demands if have[demand.variant_id] < demand.quantity]
    assert [(s.asked, s.available) for s in short] == [
        (demand.quantity, have[demand.variant_id]) for demand in lacking
    ]
    for demand in demands:
        got = sum((t.quantity for t in taken if t.variant_id == demand.variant_id), Decimal(0))
        assert got == min(demand.quantity, have[demand.variant_id])


@given(DEMANDS, SUPPLIES)
def test_a_location_is_asked_only_when_those_before_it_are_empty(
    demands: tuple[Demand, ...], supplies: list[Supply]
) -> None:
    taken, _ = allocate(demands, supplies)

    got = {part.level_id: part.quantity for part in taken}
    for used in (supply for supply in supplies if supply.level_id in got):
        before = [
            s
            for s in supplies
            if s.variant_id == used.variant_id and s.available > 0 and s.rank < used.rank
        ]
        assert all(got.get(s.level_id) == s.available for s in before)


@given(DEMANDS, SUPPLIES, st.randoms())
def test_the_order_of_the_supplies_does_not_matter(
    demands: tuple[Demand, ...], supplies: list[Supply], random: object
) -> None:
    shuffled = sorted(supplies, key=lambda _: random.random())  # type: ignore[attr-defined] # hypothesis' own

    assert allocate(demands, supplies) == allocate(demands, shuffled)


@given(st.lists(st.builds(Demand, st.sampled_from(VARIANTS), st.just("SKU"), QUANTITIES)))
def test_demands_of_one_variant_add_up(demands: list[Demand]) -> None:
    for demand in merged(demands):
        asked = [each.quantity for each in demands if each.variant_id == demand.variant_id]
        assert demand.quantity == sum(asked)
    assert len(merged(demands)) == len({demand.variant_id for demand in demands})
