"""No history of shares, returns and refunds gives out more than there is."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from functools import partial

import hypothesis.strategies as st
import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.models import Payment, PaymentCall, Split, SplitLeg, SplitReturn, SplitTree
from guildhall.payments.operations import splits
from guildhall.payments.operations.splits.trees import counted
from guildhall.payments.states import CallKind, CallState
from tests.factories.payments import now_stamp
from tests.factories.splits import HAULER, MAKER, legs, paid_by_scan, yuan
from tests.harness.sizes import size_of
from tests.twins.wechat import WeChatTwin

CENTS = st.integers(min_value=1, max_value=7_000)
WHO = st.sampled_from(["maker", "hauler", "guide"])
FAULTS = st.sampled_from(["drop", "fail_after_commit", "fail_before"])
ACCOUNTS = st.sampled_from([MAKER.vendor_account, HAULER.vendor_account])


class Shares(RuleBasedStateMachine):
    """A charge of 100 yuan, whatever may happen to it, and the law that holds all the while."""

    twin: WeChatTwin

    @initialize()
    def pay(self) -> None:
        self.twin.faults.clear()
        self.twin.faults.change({"silent": True})
        self.twin.closing.clear()
        self.twin.poor.clear()
        self.payment = paid_by_scan()
        splits.open_tree(self.payment.id)

    @rule(who=WHO, cents=CENTS, final=st.booleans())
    def share(self, who: str, cents: int, final: bool) -> None:  # noqa: FBT001 - drawn by name
        self.tried(
            lambda stamp: splits.plan_split(
                self.payment.id,
                legs((who, str(Decimal(cents) / 100))),
                key=new_id().hex,
                final=final and cents % 5 == 0,
                stamp=stamp,
            )
        )

    @rule(cents=CENTS, pick=st.integers(min_value=0, max_value=9))
    def ask_back(self, cents: int, pick: int) -> None:
        mine = SplitLeg.objects.filter(split__tree__payment=self.payment).order_by("id")
        for leg in mine[pick : pick + 1]:
            amount = yuan(Decimal(cents) / 100)
            self.tried(partial(splits.ask_back, leg.id, amount=amount, key=new_id().hex))

    @rule(cents=CENTS)
    def refund(self, cents: int) -> None:
        self.tried(
            lambda stamp: operations.refund_payment(
                self.payment.id,
                amount=yuan(Decimal(cents) / 100),
                key=new_id().hex,
                reason="broken",
                stamp=stamp,
            )
        )

    @rule(cents=CENTS)
    def take_shortfall(self, cents: int) -> None:
        amount = yuan(Decimal(cents) / 100)
        self.tried(
            lambda stamp: splits.take_shortfall(
                self.payment.id, amount=amount, reason="model", stamp=stamp
            )
        )

    @rule(fault=FAULTS)
    def break_the_line(self, fault: str) -> None:
        self.twin.faults.change({fault: 1})

    @rule(account=ACCOUNTS, poor=st.booleans())
    def impoverish(self, account: str, poor: bool) -> None:  # noqa: FBT001 - drawn by name
        self.twin.do_share_poor(account, poor=poor)

    @rule(account=ACCOUNTS)
    def fail_legs(self, account: str) -> None:
        self.twin.do_share_fails(account, "ACCOUNT_ABNORMAL")

    @rule(account=ACCOUNTS)
    def fail_returns(self, account: str) -> None:
        self.twin.do_share_fails(f"return:{account}", "TIME_OUT_CLOSED")

    @rule()
    def mend(self) -> None:
        self.twin.closing.clear()

    @rule()
    def work(self) -> None:
        """Let everything that is due be sent, or asked after, once."""
        past = clock.now() - timedelta(hours=1)
        for split in Split.objects.filter(tree__payment=self.payment, ended_at__isnull=True):
            Split.objects.filter(pk=split.pk).update(lease_until=past)
            splits.run_split(split.id, now=clock.now)
        for back in SplitReturn.objects.filter(
            leg__split__tree__payment=self.payment, ended_at__isnull=True
        ):
            SplitReturn.objects.filter(pk=back.pk).update(lease_until=past)
            splits.run_return(back.id, now=clock.now)
        for call in PaymentCall.objects.filter(payment=self.payment, ended_at__isnull=True):
            PaymentCall.objects.filter(pk=call.pk).update(lease_until=past)
            operations.run_call(call.id, now=clock.now)
        splits.recount_tree(self.payment.id, stamp=now_stamp())

    @invariant()
    def nothing_is_given_twice(self) -> None:
        tree = SplitTree.objects.get(payment=self.payment)
        now = counted(tree)
        assert now.is_kept
        assert (tree.shared, tree.returned) == (now.shared.amount, now.returned.amount)
        for leg in SplitLeg.objects.filter(split__tree=tree):
            back = leg.returns.exclude(state=CallState.REFUSED)
            assert sum(each.amount for each in back) == leg.returned <= leg.amount

    @invariant()
    def the_provider_agrees_that_nothing_was_given_twice(self) -> None:
        order = self.twin.orders[self.payment.id.hex]
        given = sum(
            leg["amount"]
            for share in self.twin.shares.values()
            if share.order is order
            for leg in share.legs
            if leg["result"] != "CLOSED"
        )
        assert given + 60 <= order.total
        assert order.refunded <= order.total

    def teardown(self) -> None:
        refunds = PaymentCall.objects.filter(payment=self.payment, kind=CallKind.REFUND)
        standing = refunds.exclude(state=CallState.REFUSED)
        assert sum((each.amount for each in standing), Decimal(0)) <= 100

    def tried(self, operation: Callable[..., object]) -> None:
        """Try what may be refused: a refusal is an answer, and changes nothing."""
        with suppress(Refusal):
            operation(stamp=now_stamp())


def test_no_history_gives_out_more_than_there_is(shop: Scope, wechat: WeChatTwin) -> None:
    """The same histories in every run, so that a failure repeats; they are not made shorter."""
    histories = size_of("split_model", small=12, soak=600)
    machine = type("SharesOfAlpha", (Shares,), {"twin": wechat})

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


def test_the_database_itself_refuses_to_give_out_twice(shop: Scope) -> None:
    payment = paid_by_scan()
    splits.open_tree(payment.id)

    for wrong in ({"shared": 100}, {"shared": 5, "returned": 6}, {"refunded": 101}):
        with pytest.raises(IntegrityError):
            SplitTree.objects.filter(payment=payment).update(**wrong)
    assert Payment.objects.get(pk=payment.id).split_tree.shared == 0
