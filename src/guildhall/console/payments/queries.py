"""What the pages of payments show."""

from dataclasses import dataclass

from guildhall.approvals.queries import list_approvals
from guildhall.approvals.states import ActionCode, ApprovalState
from guildhall.approvals.types import ApprovalFilter, ApprovalRow
from guildhall.console.payments.words import CALLS
from guildhall.console.shell.navigation import Text
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.payments.errors import REASONS
from guildhall.payments.queries import get_account, list_accounts, payments_of, refunds_of, work
from guildhall.payments.queries.items import list_disputes
from guildhall.payments.queries.shares import find_tree
from guildhall.payments.states import CallState, GrantMove, Method, Reason, Stand
from guildhall.payments.types import (
    AccountCard,
    CallCard,
    DisputeCard,
    PaymentCard,
    RefundCard,
)
from guildhall.payments.types.shares import TreeCard
from guildhall.payments.types.work import LapseCard, NoticeCard, UnheardCard

VIEW, EDIT, APPROVE = "payments:view", "payments:edit", "payments:approve"


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call, and in words why it was refused."""

    card: CallCard
    message: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment, its calls, and what can be done with it now."""

    card: PaymentCard
    calls: tuple[CallLine, ...]
    can_edit: bool
    tree: TreeCard | None = None

    @property
    def can_capture(self) -> bool:
        return self.can_edit and bool(self.card.totals.capturable)

    @property
    def can_void(self) -> bool:
        open_ = (Stand.WAITING, Stand.ACTION_NEEDED, Stand.PENDING, Stand.AUTHORIZED)
        return self.can_edit and self.card.stand in open_ and not self.card.totals.cancel_pending

    @property
    def can_note_transfer(self) -> bool:
        return self.can_edit and self.card.method == Method.BANK_TRANSFER


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A granted refund and what can be done with it now."""

    card: RefundCard
    can_edit: bool

    @property
    def can_execute(self) -> bool:
        return self.can_edit and GrantMove.EXECUTE in self.card.moves

    @property
    def can_withdraw(self) -> bool:
        return self.can_edit and GrantMove.WITHDRAW in self.card.moves


@dataclass(frozen=True, slots=True)
class UnheardLine:
    """A call of which nobody knows what became, in words."""

    card: UnheardCard
    kind: Text


@dataclass(frozen=True, slots=True)
class MoneyWork:
    """What of money waits for somebody."""

    lapsing: tuple[LapseCard, ...]
    unheard: tuple[UnheardLine, ...]
    notices: tuple[NoticeCard, ...]
    refunds: tuple[RefundCard, ...]
    approvals: tuple[ApprovalRow, ...]
    disputes: tuple[DisputeCard, ...]
    can_edit: bool

    @property
    def is_done(self) -> bool:
        lists = (self.lapsing, self.unheard, self.notices, self.refunds, self.approvals)
        return not any((*lists, self.disputes))


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """All that was paid for a reference, and given back."""

    reference: str
    payments: tuple[PaymentLine, ...]
    refunds: tuple[RefundRow, ...]

    @property
    def can_refund(self) -> bool:
        return any(x.can_edit and x.card.totals.refundable for x in self.payments)

    @property
    def looks_again(self) -> bool:
        """Whether an answer is on its way."""
        open_ = {CallState.WAITING, CallState.SENT, CallState.UNKNOWN}
        return any(call.card.state in open_ for x in self.payments for call in x.calls)


def get_payments_page(reference: str, *, actor: Actor) -> PaymentsPage:
    """Return the payments of a reference that somebody may see: of what is elsewhere, nothing."""
    seen = [x for x in payments_of(reference) if actor.may(VIEW, scope=x.scopes)]
    refunds = refunds_of(reference)
    return PaymentsPage(
        reference=reference,
        payments=tuple(_payment(x, actor) for x in seen),
        refunds=tuple(
            RefundRow(x, actor.may(EDIT, scope=x.scopes))
            for x in refunds
            if actor.may(VIEW, scope=x.scopes)
        ),
    )


def get_money_work(*, stamp: Stamp) -> MoneyWork:
    """Return what of money waits for somebody, as far as they may see it."""
    actor = stamp.by
    waiting = ApprovalFilter(action=ActionCode.PAYMENTS_REFUND, state=ApprovalState.WAITING)
    return MoneyWork(
        lapsing=work.list_lapsing(actor=actor, at=stamp.at),
        unheard=tuple(
            UnheardLine(card, CALLS[card.kind]) for card in work.list_unheard(actor=actor)
        ),
        notices=work.list_failed_notices(actor=actor),
        refunds=work.list_granted(actor=actor),
        approvals=list_approvals(waiting, stamp=stamp).items,
        disputes=list_disputes(stamp=stamp, state="open").items,
        can_edit=any(grant.capability in {EDIT, "*"} for grant in actor.grants),
    )


def get_account_list(*, actor: Actor) -> tuple[AccountCard, ...]:
    return tuple(x for x in list_accounts() if actor.may(VIEW, scope=x.scopes))


def get_account_page(code: str, *, actor: Actor) -> AccountCard:
    """Return an account. Refuses with AccountNotFound or NotPermitted."""
    found = get_account(code)
    actor.must(VIEW, scope=found.scopes)
    return found


def _payment(card: PaymentCard, actor: Actor) -> PaymentLine:
    calls = tuple(CallLine(call, _words(call.reason)) for call in card.calls)
    return PaymentLine(card, calls, actor.may(EDIT, scope=card.scopes), find_tree(card.id))


def _words(reason: str) -> str:
    return REASONS[Reason(reason)] if reason in set(Reason) else ""
