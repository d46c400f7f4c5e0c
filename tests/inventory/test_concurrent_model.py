"""Whatever happens to stock at once: the buckets agree, and nobody's promise is lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from django.db import connections
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import variant_ids
from guildhall.inventory import operations
from guildhall.inventory.models import Location, Reservation, StockLevel
from guildhall.inventory.queries import list_levels
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import LevelFilter, NewStock, Offer
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel
from tests.factories.bundles import make_bundle
from tests.factories.company import make_company, make_product
from tests.harness.sizes import size_of
from tests.inventory.acting import ACTIONS, NORTH, SOUTH, happen
from tests.inventory.shelves import broken_rules
from tests.inventory.world import PLACES, Act, World

AT_ONCE = 4
START = Decimal(6)
TAKING = ("reserve", "reserve_bundle", "send")
ACTS = st.lists(
    st.tuples(
        # Much of what happens takes from the shelf, or there is little to fight over.
        st.one_of(st.sampled_from(TAKING), *[st.sampled_from(sorted(ACTIONS))] * 3),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=AT_ONCE,
)
_names = count()


class Crowded(RuleBasedStateMachine):
    """Each step lets up to four things happen at once, each in a connection of its own."""

    scope: Scope
    actors: ThreadPoolExecutor
    happened: ClassVar[Counter[str]] = Counter()

    @initialize()
    def open_shelves(self) -> None:
        """Take two products that nobody has touched: histories do not see each other."""
        run = next(_names)
        skus = (f"A{run}", f"B{run}")
        with enter(self.scope), unit():
            stamp = system_stamp("test", clock.now())
            channel = get_channel("web")
            catalog.take_products([make_product(x) for x in skus], channel=channel, stamp=stamp)
            variants = variant_ids(skus)
            lines = [NewStock(variants[sku], sku, START) for sku in skus]
            for place in PLACES:
                operations.receive_stock(place, lines=lines, reference="opening", stamp=stamp)
            operations.set_offer(
                skus[0], Offer(Decimal(4), lead_days=7), channel="web", stamp=stamp
            )
            box = f"BOX{run}"
            make_bundle(box, {skus[0]: "2", skus[1]: "1"}, channel=channel, stamp=stamp)
            levels = {
                (level.sku, level.location): level.id
                for sku in skus
                for level in list_levels(LevelFilter(text=sku)).items
            }
        self.run = run
        self.world = World(channel.id, variants, levels, box, stamp.at)

    @rule(acts=ACTS)
    def happen_at_once(self, acts: list[tuple[str, int]]) -> None:
        told = [Act(name, f"R{self.run}-{next(_names)}", seed) for name, seed in acts]

        list(self.actors.map(self._act, told))

    @rule(minutes=st.integers(1, 15))
    def wait(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    @invariant()
    def agree(self) -> None:
        with enter(self.scope), unit():
            rows = StockLevel.objects.filter(variant__in=self.world.variants.values())
            assert broken_rules(list(rows.values_list("id", flat=True))) == []

    @invariant()
    def keep_every_promise(self) -> None:
        """Σ of a reference's parts is what it asked for, and none ends without a reason."""
        with enter(self.scope), unit():
            rows = Reservation.objects.filter(reference__in=list(self.world.promised))
            parts = {
                (reference, sku): total
                for reference, sku, total in rows.values_list(
                    "reference", "level__variant__sku"
                ).annotate(sum=Sum("quantity"))
            }
            ended = set(
                rows.exclude(outcome__in=(Outcome.OPEN, Outcome.EXPIRED)).values_list(
                    "reference", flat=True
                )
            )
        asked = {
            (reference, sku): Decimal(quantity)
            for reference, wanted in self.world.promised.items()
            for sku, quantity in wanted.items()
        }
        assert parts == asked
        assert ended <= self.world.touched

    def _act(self, act: Act) -> bool:
        with enter(self.scope), unit():
            found = happen(act, self.world)
        self.happened[act.name] += found
        return found


@pytest.fixture
def crowded(committed: dict[str, Scope]) -> Iterator[type[Crowded]]:
    with enter(committed["alpha"]), unit():
        make_company(stock=Decimal(0), skus=("APPLE",))
        for code, point in zip(PLACES, (NORTH, SOUTH), strict=True):
            Location.objects.filter(code=code).update(
                latitude=point.latitude, longitude=point.longitude
            )
    connections["default"].close()
    with ThreadPoolExecutor(AT_ONCE) as actors:
        yield type("CrowdedAlpha", (Crowded,), {"scope": committed["alpha"], "actors": actors})
        list(actors.map(lambda _: connections["default"].close(), range(AT_ONCE)))


@pytest.mark.slow
def test_stock_agrees_whatever_happens_at_once(crowded: type[Crowded]) -> None:
    """Seeded, not shortened: the acts are the same in every run, what wins a race is not.

    A deadlock, a broken CHECK or any other error that is no refusal ends it. What never happened
    is told, for of that it proves nothing; in few histories not everything has its turn.
    """
    histories = size_of("stock_crowd", small=15, soak=300)

    run_state_machine_as_test(
        crowded,
        settings=settings(
            max_examples=histories,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    never = sorted(name for name in ACTIONS if not Crowded.happened[name])
    print(f"stock_crowd: {sum(Crowded.happened.values())} acts took effect, never {never}")  # noqa: T201 - the report
    assert len(never) <= len(ACTIONS) // 3


def test_the_rules_find_what_does_not_agree(committed: dict[str, Scope]) -> None:
    """The negative control: a bucket that was moved by hand is found."""
    with enter(committed["alpha"]), unit():
        make_company(stock=Decimal(4), skus=("APPLE",))
        row = StockLevel.objects.first()
        assert row is not None
        StockLevel.objects.filter(id=row.id).update(reserved=1, on_hand=5)

        assert [each.partition(": ")[2] for each in broken_rules()] == [
            "not so that on hand is the ledger",
            "not so that reserved is what is promised",
        ]
