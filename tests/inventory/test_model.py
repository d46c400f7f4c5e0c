"""Stock against a model of it, through made-up histories."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guildhall.inventory.errors import BelowReserved, OutOfStock
from guildhall.inventory.operations import (
    adjust_stock,
    expire_holds,
    keep_stock,
    receive_stock,
    release_stock,
    reserve_stock,
    ship_stock,
)
from guildhall.inventory.queries import audit_stock, list_levels
from guildhall.inventory.types import (
    Correction,
    Demand,
    NewStock,
    Source,
    StockAudit,
    StockKey,
)
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.queries import get_store
from tests.factories.company import Company, make_company
from tests.harness.sizes import size_of

SKUS = ("APPLE", "BREAD")
PLACES = ("S1", "S2")
START = 8

type Place = tuple[str, str]


@dataclass(slots=True)
class Hold:
    reference: str
    at: Place
    quantity: int
    until: datetime | None
    open: bool = True

    def overdue(self, now: datetime) -> bool:
        return self.open and self.until is not None and self.until <= now


@dataclass(slots=True)
class Model:
    """Stock as a child would keep it: what lies where, and who was promised what."""

    on_hand: dict[Place, int]
    holds: list[Hold] = field(default_factory=list)

    def reserved(self, at: Place) -> int:
        return sum(hold.quantity for hold in self.holds if hold.open and hold.at == at)

    def of(self, reference: str) -> list[Hold]:
        return [hold for hold in self.holds if hold.reference == reference]

    def reserve(
        self, reference: str, wanted: dict[str, int], places: Iterable[str], until: datetime | None
    ) -> bool:
        taken = [
            part for sku, quantity in wanted.items() for part in self._take(sku, quantity, places)
        ]
        if sum(quantity for _, quantity in taken) < sum(wanted.values()):
            return False
        self.holds += [Hold(reference, at, quantity, until) for at, quantity in taken]
        return True

    def _take(self, sku: str, quantity: int, places: Iterable[str]) -> Iterable[tuple[Place, int]]:
        for place in places:
            at = (sku, place)
            part = min(quantity, self.on_hand[at] - self.reserved(at))
            if part > 0:
                quantity -= part
                yield at, part

    def expire(self, now: datetime, within: Iterable[Place]) -> int:
        ended = [hold for hold in self.holds if hold.overdue(now) and hold.at in within]
        for hold in ended:
            hold.open = False
        return len(ended)

    def copy(self) -> "Model":
        return Model(dict(self.on_hand), [replace(hold) for hold in self.holds])


class Stock(RuleBasedStateMachine):
    """The house and the model do the same, and must agree after every step."""

    company: Company
    references: Bundle[str] = Bundle("references")

    @initialize()
    def open_shop(self) -> None:
        self.history = ExitStack()
        self.history.enter_context(transaction.atomic())
        self.history.callback(transaction.set_rollback, rollback=True)
        self.model = Model({(sku, place): START for sku in SKUS for place in PLACES})
        self.now = clock.now()
        self.names = (f"REF-{number}" for number in count(1))

    def teardown(self) -> None:
        self.history.close()

    @property
    def stamp(self) -> Stamp:
        return system_stamp("test", self.now)

    @rule(
        target=references,
        wanted=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 6), min_size=1),
        store=st.sampled_from([None, *PLACES]),
        minutes=st.none() | st.integers(0, 20),
    )
    def reserve_any(self, wanted: dict[str, int], store: str | None, minutes: int | None) -> str:
        return self.reserve(wanted, store, minutes)

    def reserve(self, wanted: dict[str, int], store: str | None, minutes: int | None) -> str:
        reference = next(self.names)
        until = None if minutes is None else self.now + timedelta(minutes=minutes)
        places = PLACES if store is None else (store,)
        after = self.model.copy()
        expected = after.reserve(reference, wanted, places, until)
        if not expected:
            after.expire(self.now, [(sku, place) for sku in wanted for place in places])
            expected = after.reserve(reference, wanted, places, until)
        assert self._reserve(reference, wanted, store, until) == expected
        self.model = after if expected else self.model
        return reference

    @rule(
        target=references,
        sku=st.sampled_from(SKUS),
        quantity=st.integers(1, 4),
        minutes=st.integers(1, 10),
    )
    def reserve_for_a_while(self, sku: str, quantity: int, minutes: int) -> str:
        return self.reserve({sku: quantity}, None, minutes)

    @rule(target=references, sku=st.sampled_from(SKUS), minutes=st.integers(5, 15))
    def buy_out_after(self, sku: str, minutes: int) -> str:
        """Ask for all that is left once what is overdue is taken over, or for one too many."""
        self.now += timedelta(minutes=minutes)
        lying = sum(on_hand for at, on_hand in self.model.on_hand.items() if at[0] == sku)
        promised = sum(
            hold.quantity
            for hold in self.model.holds
            if hold.at[0] == sku and hold.open and not hold.overdue(self.now)
        )
        return self.reserve({sku: max(lying - promised, 1)}, None, minutes)

    def _reserve(
        self, reference: str, wanted: dict[str, int], store: str | None, until: datetime | None
    ) -> bool:
        variants = self.company.variants
        store_id = get_store(store).id if store else None
        try:
            with transaction.atomic():
                reserve_stock(
                    reference,
                    demands=[Demand(variants[s], s, Decimal(q)) for s, q in wanted.items()],
                    source=Source(self.company.site.channel.id, store_id),
                    until=until,
                    stamp=self.stamp,
                )
        except OutOfStock:
            return False
        return True

    @rule(reference=references)
    def keep(self, reference: str) -> None:
        holds = self.model.of(reference)
        expected = bool(holds) and all(h.open and not h.overdue(self.now) for h in holds)

        assert keep_stock(reference, stamp=self.stamp) == expected

        for hold in holds if expected else []:
            hold.until = None

    @rule(reference=references)
    def release(self, reference: str) -> None:
        release_stock(reference, stamp=self.stamp)

        for hold in self.model.of(reference):
            hold.open = False

    @rule(reference=references)
    def ship(self, reference: str) -> None:
        ship_stock(reference, stamp=self.stamp)

        for hold in self.model.of(reference):
            self.model.on_hand[hold.at] -= hold.quantity if hold.open else 0
            hold.open = False

    @rule(minutes=st.integers(0, 15))
    def expire_after(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

        assert expire_holds(stamp=self.stamp) == self.model.expire(self.now, self.model.on_hand)

    @rule(minutes=st.integers(1, 15))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(sku=st.sampled_from(SKUS), place=st.sampled_from(PLACES), quantity=st.integers(1, 5))
    def receive(self, sku: str, place: str, quantity: int) -> None:
        line = NewStock(self.company.variants[sku], sku, Decimal(quantity))

        receive_stock(place, lines=[line], reference="more", stamp=self.stamp)

        self.model.on_hand[sku, place] += quantity

    @rule(
        sku=st.sampled_from(SKUS),
        place=st.sampled_from(PLACES),
        by=st.integers(-8, 3).filter(bool),
    )
    def adjust(self, sku: str, place: str, by: int) -> None:
        at = (sku, place)
        possible = self.model.on_hand[at] + by >= self.model.reserved(at)

        assert self._adjust(sku, place, by) == possible

        self.model.on_hand[at] += by if possible else 0

    def _adjust(self, sku: str, place: str, by: int) -> bool:
        seen = Decimal(self.model.on_hand[sku, place])
        change = Correction(Decimal(by), seen, "counted")
        try:
            with transaction.atomic():
                adjust_stock(StockKey(sku, place), change, stamp=self.stamp)
        except BelowReserved:
            return False
        return True

    @invariant()
    def agree(self) -> None:
        for level in list_levels().items:
            at = (level.sku, level.location)
            assert (level.on_hand, level.reserved) == (
                Decimal(self.model.on_hand[at]),
                Decimal(self.model.reserved(at)),
            )
        assert audit_stock() == StockAudit(len(SKUS) * len(PLACES), 0, 0, 0)


@pytest.mark.slow
def test_stock_does_what_its_model_does(alpha: Scope) -> None:
    """The same histories in every run, so that a failure repeats; they are not made shorter."""
    histories = size_of("stock_model", small=25, soak=2_000)
    company = make_company(skus=SKUS, stock=Decimal(2 * START))
    machine = type("StockOfAlpha", (Stock,), {"company": company})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
