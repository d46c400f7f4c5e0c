"""Lots and pieces against what must be so of them, through made-up histories."""

from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import (
    BelowReserved,
    LotNotFound,
    LotShort,
    OutOfStock,
    SerialTaken,
    StockNotFound,
)
from guildhall.inventory.models import LotStock, StockLevel
from guildhall.inventory.queries import audit_stock, lots_differing
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    CountScan,
    Demand,
    Disposal,
    LotWord,
    Source,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.warehouse import keep_by
from tests.harness.sizes import size_of

PLACES = ("S1", "S2")
# What ends first leaves first; SKU by how its goods are told apart.
LOTS = {"L1": 3, "L2": 6, "L3": 9}
PIECES = ("SN1", "SN2", "SN3")
CODES = {"APPLE": tuple(LOTS), "BREAD": PIECES}
REFUSED = (BelowReserved, LotNotFound, LotShort, OutOfStock, SerialTaken, StockNotFound)

places, skus = st.sampled_from(PLACES), st.sampled_from(sorted(CODES))
lots, pieces = st.sampled_from(sorted(LOTS)), st.sampled_from(PIECES)
some = st.integers(1, 4)

type Kept = dict[tuple[str, str], Decimal]


class Lots(RuleBasedStateMachine):
    """Goods come with a lot, leave in the order of their end, and are counted by lot."""

    company: Company

    @initialize()
    def open_shop(self) -> None:
        self.history = ExitStack()
        self.history.enter_context(transaction.atomic())
        self.history.callback(transaction.set_rollback, rollback=True)
        self.now = clock.now()
        self.sent: list[str] = []
        self.orders: list[str] = []
        self.made = 0
        for lot in LOTS:
            self.receive("APPLE", lot, PLACES[0], 1)

    def teardown(self) -> None:
        self.history.close()

    @property
    def stamp(self) -> Stamp:
        return system_stamp("test", self.now)

    @property
    def today(self) -> date:
        return self.now.date()

    def kept(self, sku: str = "APPLE") -> Kept:
        """Return how much lies of each lot at each place."""
        rows = LotStock.objects.filter(lot__variant__sku=sku, on_hand__gt=0)
        return {
            (place, lot): on_hand
            for place, lot, on_hand in rows.values_list(
                "level__location__code", "lot__code", "on_hand"
            )
        }

    def receive(self, sku: str, code: str, place: str, quantity: int) -> None:
        ends = self.today + timedelta(days=LOTS[code]) if code in LOTS else None
        word = LotWord(code, expires_on=ends)
        with transaction.atomic():
            arrival = Arrival(place, (ArrivedLine(sku, Decimal(quantity), lot=word),))
            operations.receive_goods(arrival, stamp=self.stamp)

    @rule(lot=lots, place=places, quantity=some)
    def receive_a_lot(self, lot: str, place: str, quantity: int) -> None:
        before = self.kept().get((place, lot), Decimal(0))
        self.receive("APPLE", lot, place, quantity)
        assert self.kept()[place, lot] == before + quantity

    @rule(piece=pieces, place=places)
    def receive_a_piece(self, piece: str, place: str) -> None:
        """Take a piece in: one that is in the house already is not there twice."""
        there = any(code == piece for _, code in self.kept("BREAD"))
        try:
            self.receive("BREAD", piece, place, 1)
        except SerialTaken:
            assert there

    @rule(origin=places, quantity=some)
    def send_what_ends_first(self, origin: str, quantity: int) -> None:
        self.send(origin, TransferWish("APPLE", Decimal(quantity)))

    @rule(origin=places, sku=skus, data=st.data())
    def send_by_name(self, origin: str, sku: str, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(CODES[sku]))
        self.send(origin, TransferWish(sku, Decimal(1), code))

    def send(self, origin: str, wish: TransferWish) -> None:
        before, goal = self.kept(), PLACES[origin == PLACES[0]]
        try:
            with transaction.atomic():
                plan = TransferPlan(origin, goal, (wish,))
                number = operations.plan_transfer(plan, stamp=self.stamp)
                operations.send_transfer(number, stamp=self.stamp)
        except REFUSED:
            return
        self.sent.append(number)
        if not wish.lot:
            self.left_in_order(before, origin)

    def left_in_order(self, before: Kept, place: str) -> None:
        """Of what ends later nothing has left while something that ends earlier lies there."""
        after = self.kept()
        here = [code for code in LOTS if (place, code) in before]
        gone = [code for code in here if after.get((place, code), 0) < before[place, code]]
        assert gone == here[: len(gone)]
        assert all((place, code) not in after for code in gone[:-1])

    @rule()
    def take_in(self) -> None:
        if self.sent:
            operations.receive_transfer(self.sent.pop(0), stamp=self.stamp)

    @rule()
    def miss(self) -> None:
        if self.sent:
            operations.close_transfer(self.sent.pop(), reason="fell off", stamp=self.stamp)

    @rule(quantity=some)
    def sell(self, quantity: int) -> None:
        self.made += 1
        reference = f"ORD-{self.made}"
        demand = Demand(self.company.variants["APPLE"], "APPLE", Decimal(quantity))
        try:
            with transaction.atomic():
                operations.reserve_stock(
                    reference,
                    demands=[demand],
                    source=Source(self.company.site.channel.id),
                    until=None,
                    stamp=self.stamp,
                )
        except OutOfStock:
            return
        self.orders.append(reference)

    @rule()
    def ship(self) -> None:
        """Let an order leave: what it was promised lies there, whatever else has happened."""
        if self.orders:
            operations.ship_stock(self.orders.pop(0), stamp=self.stamp)

    @rule(sku=skus, place=places, quantity=some, data=st.data())
    def give_up(self, sku: str, place: str, quantity: int, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(CODES[sku]))
        gone = Disposal(place, sku, code, Decimal(quantity), "mold")
        before = self.kept(sku).get((place, code), Decimal(0))
        try:
            with transaction.atomic():
                operations.write_off_lot(gone, stamp=self.stamp)
        except REFUSED:
            return
        assert self.kept(sku).get((place, code), Decimal(0)) == before - quantity

    @rule(lot=lots, place=places, found=st.integers(0, 5))
    def count(self, lot: str, place: str, found: int) -> None:
        """Count one lot; what nobody counted is left as it is."""
        others = {key: n for key, n in self.kept().items() if key != (place, lot)}
        try:
            with transaction.atomic():
                number = operations.start_stocktake(place, skus=["APPLE"], stamp=self.stamp)
                scan = CountScan("APPLE", Decimal(found), lot)
                operations.count_stock(number, scans=[scan], stamp=self.stamp)
                operations.finish_counting(number, stamp=self.stamp)
                operations.post_stocktake(number, stamp=self.stamp)
        except REFUSED:
            return
        after = self.kept()
        assert after.pop((place, lot), Decimal(0)) == found
        assert after == others

    @invariant()
    def lots_add_up(self) -> None:
        total = dict(LotStock.objects.values_list("level").annotate(sum=Sum("on_hand")))
        for level in StockLevel.objects.filter(variant__sku__in=CODES):
            assert total.get(level.id, Decimal(0)) == level.on_hand
        assert not LotStock.objects.filter(on_hand__lt=0).exists()
        assert lots_differing() == 0
        audit = audit_stock()
        assert (audit.ledger_differs, audit.reserved_differs, audit.oversold) == (0, 0, 0)

    @invariant()
    def a_piece_is_in_one_place(self) -> None:
        held = [code for _, code in self.kept("BREAD")]
        assert len(held) == len(set(held))


@pytest.mark.slow
def test_lots_add_up_to_what_lies_there_whatever_happens(alpha: Scope) -> None:
    """The same histories in every run, so that a failure repeats; they are not made shorter."""
    histories = size_of("lot_model", small=8, soak=1_000)
    company = make_company(skus=tuple(CODES), stock=Decimal(0))
    keep_by(Tracking.LOT, "APPLE")
    keep_by(Tracking.SERIAL, "BREAD")
    machine = type("LotsOfAlpha", (Lots,), {"company": company})

    run_machine(
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
