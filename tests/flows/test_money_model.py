"""No history of an order loses a cent, gives one back twice, or one that never came."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from functools import partial

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase
from hypothesis import settings as rules_of_play
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money, minor_unit
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import Scope
from guildhall.orders import operations as sales
from guildhall.orders.models import Order
from guildhall.orders.states import CLOSED_STATES
from guildhall.organization.types import SiteCard
from guildhall.payments import operations
from guildhall.payments.models import PaymentEvent
from guildhall.payments.queries import payments_of, refunds_of, totals_of
from guildhall.payments.states import Step, Strategy
from guildhall.payments.types import NewPayment, NewRefund, PaymentTotals, ProviderStep
from tests.factories.payments import now_stamp
from tests.flows.money import laws, orders
from tests.flows.money.shops import open_shops
from tests.flows.test_reactions import deliver_all
from tests.harness.sizes import size_of
from tests.payments.deeds import come_back
from tests.twins.plain.server import PlainTwin

STEPS = 22
PICK = st.integers(min_value=0, max_value=40)
FEW = st.integers(min_value=1, max_value=4)
# Of a hundred: how much of what is due, or was paid, is meant.
SHARE = st.sampled_from([1, 33, 50, 67, 100, 100, 100, 130])
FAULTS = st.sampled_from(["drop", "fail_after_commit"])
LATE = 8
TOLD_OF = {Step.CHARGE_BACK: Step.CHARGE_SUCCESS, Step.REFUND_REVERSE: Step.REFUND_SUCCESS}
BANK = tuple(TOLD_OF)


def one_of[T](found: Iterable[T], pick: int) -> list[T]:
    """Return one of these by a number, or none where there are none."""
    known = list(found)
    return [known[pick % len(known)]] if known else []


class Moneys(RuleBasedStateMachine):
    """One order in one currency, and whatever may happen to it and its money."""

    twin: PlainTwin
    sites: list[SiteCard]

    @initialize(site=PICK, basket=orders.BASKETS, sending=st.integers(0, 40))
    def buy(self, site: int, basket: list[tuple[str, int, int]], sending: int) -> None:
        self.twin.faults.clear()
        self.twin.faults.change({"silent": True})
        chosen = self.sites[site % len(self.sites)]
        self.currency = chosen.channel.currency
        self.number = orders.place(chosen, basket, sending).row.number
        self.tried(partial(sales.confirm_order, self.number))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), keep=st.booleans())
    def edit(self, picks: list[int], keep: bool) -> None:  # noqa: FBT001 - drawn by name
        wanted = orders.changes(self.number, picks, self.currency)
        self.tried(orders.edit(self.number, wanted, keep=keep))

    @rule(pick=PICK, quantity=FEW, short=st.booleans())
    def lose(self, pick: int, quantity: int, short: bool) -> None:  # noqa: FBT001 - drawn by name
        self.tried(orders.lose(self.number, pick, quantity, short=short))

    @rule(pick=PICK, quantity=st.sampled_from([1, 2, -1]))
    def pack(self, pick: int, quantity: int) -> None:
        self.tried(orders.pack(self.number, pick, quantity))

    @rule(quantity=FEW)
    def send_part(self, quantity: int) -> None:
        self.tried(orders.send_part(self.number, quantity))

    @precondition(lambda self: self.steps > LATE)
    @rule(deed=st.sampled_from([sales.ship_order, sales.expire_order]))
    def end(self, deed: Callable[..., object]) -> None:
        self.tried(partial(deed, self.number))

    @precondition(lambda self: self.steps > LATE)
    @rule()
    def cancel(self) -> None:
        self.tried(partial(sales.cancel_order, self.number, reason="x"))

    @rule(share=SHARE)
    def pay_by_hand(self, share: int) -> None:
        amount = self.part_of(self.due(), share)
        self.tried(partial(sales.take_payment, self.number, amount=amount, key=new_id().hex))

    @rule(share=SHARE, strategy=st.sampled_from(Strategy))
    def pay_by_card(self, share: int, strategy: Strategy) -> None:
        ask = NewPayment(
            amount=self.part_of(self.due(), share),
            account="plain",
            way="card",
            strategy=strategy,
            token="ok",
        )
        self.tried(partial(operations.begin_payment, self.number, ask=ask, key=new_id().hex))
        self.work()

    @rule(pick=PICK, share=SHARE, final=st.booleans())
    def capture(self, pick: int, share: int, final: bool) -> None:  # noqa: FBT001 - drawn by name
        for card in one_of(payments_of(self.number), pick):
            amount = self.part_of(card.totals.capturable, share)
            ask = partial(operations.capture_payment, card.id, amount=amount, final=final)
            self.tried(partial(ask, key=new_id().hex))

    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        for card in one_of(payments_of(self.number), pick):
            self.tried(partial(operations.void_payment, card.id, reason="x", key=new_id().hex))

    @rule(pick=PICK, share=SHARE)
    def refund_one(self, pick: int, share: int) -> None:
        for card in one_of(payments_of(self.number), pick):
            by_card = partial(operations.refund_payment, card.id, reason="x")
            refund = by_card if card.account else partial(operations.refund_by_hand, card.id)
            amount = self.part_of(card.totals.charged, share)
            self.tried(partial(refund, amount=amount, key=new_id().hex))

    @rule(share=SHARE)
    def grant(self, share: int) -> None:
        new = NewRefund(self.part_of(self.totals().charged, share), "broken")
        self.tried(partial(operations.grant_refund, self.number, new, key=new_id().hex))

    @rule(pick=PICK)
    def carry_out(self, pick: int) -> None:
        for grant in one_of(refunds_of(self.number), pick):
            self.tried(partial(operations.execute_refund, grant.id))

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        for grant in one_of(refunds_of(self.number), pick):
            self.tried(partial(operations.withdraw_refund, grant.id))

    @rule(pick=PICK, share=SHARE, step=st.sampled_from(BANK))
    def hear_of_the_bank(self, pick: int, share: int, step: Step) -> None:
        """Hear that a charge was taken back, or that a refund came back."""
        wanted = TOLD_OF[step]
        told = PaymentEvent.objects.filter(payment__reference=self.number, step=wanted)
        for event in one_of(told.exclude(payment__account=None).order_by("id"), pick):
            amount = self.part_of(Money(event.amount, self.currency), min(share, 100))
            self.come_back_of(event, step, amount)

    @rule(fault=FAULTS)
    def break_the_line(self, fault: str) -> None:
        self.twin.faults.change({fault: 1})

    @rule()
    def work(self) -> None:
        """Let everything that is due be sent, or asked after, once."""
        come_back()

    @rule()
    def follow(self) -> None:
        """Let follow what follows: no more is promised by it than is owed."""
        order = self.order()
        before = laws.owed(order)
        known = {refund.id for refund in refunds_of(self.number)}
        deliver_all()
        new = [each.amount.amount for each in refunds_of(self.number) if each.id not in known]
        assert sum(new, Decimal(0)) <= max(before, Decimal(0))

    @invariant()
    def it_adds_up(self) -> None:
        self.steps = getattr(self, "steps", 0) + 1
        order = self.order()
        laws.amounts_are_their_deltas(order)
        laws.lines_are_taken_back_to_the_cent(order)
        laws.no_more_is_given_back_than_came(order, self.totals())
        laws.no_grant_is_given_twice(order)

    def teardown(self) -> None:
        self.twin.faults.clear()
        for _ in range(4):
            come_back()
            deliver_all()
        order = self.order()
        self.it_adds_up()
        laws.the_provider_says_the_same(order, self.twin)
        if order.state in CLOSED_STATES:
            assert laws.owed(order) <= 0

    def order(self) -> Order:
        return Order.objects.select_related("channel").get(number=self.number)

    def totals(self) -> PaymentTotals:
        return totals_of(self.number, currency=self.currency)

    def due(self) -> Money:
        order = self.order()
        return max(
            order.in_currency(order.total) - self.totals().kept,
            Money(minor_unit(self.currency), self.currency),
        )

    def part_of(self, whole: Money, share: int) -> Money:
        part = Money(whole.amount * share / 100, whole.currency).rounded()
        return max(part, Money(minor_unit(self.currency), self.currency))

    def come_back_of(self, event: PaymentEvent, step: Step, amount: Money) -> None:
        stamp = now_stamp()
        told = ProviderStep(event.psp_reference, step, amount, stamp.at, key=event.change)
        operations.note_steps(event.payment_id, (told,), source="notice", stamp=stamp)

    def tried(self, operation: Callable[..., object]) -> None:
        """Try what may be refused: a refusal is an answer, and changes nothing."""
        with suppress(Refusal):
            operation(stamp=now_stamp())


def test_no_history_of_an_order_loses_a_cent(
    committed: dict[str, Scope], settings: Settings
) -> None:
    """The same histories in every run, so that a failure repeats."""
    histories = size_of("money_model", small=6, soak=600)
    with open_shops(committed["alpha"], settings) as (twin, sites):
        machine = type("MoneysOfAlpha", (Moneys,), {"twin": twin, "sites": sites})
        run_state_machine_as_test(
            machine,
            settings=rules_of_play(
                max_examples=histories,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
