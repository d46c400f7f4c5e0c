"""Captures, voids and refunds of a payment, each asked once and called after its commit."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.rows import insert_rows, insertion
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import (
    AmountInvalid,
    KeyUsed,
    MoreThanPaid,
    NotByHand,
    NothingToCapture,
    NothingToVoid,
    NotOffered,
)
from guildhall.payments.models import GrantedRefund, Payment, PaymentCall
from guildhall.payments.operations.beginning import request_of
from guildhall.payments.operations.dues import due_for
from guildhall.payments.operations.noting import amounts_of, lock_payment, note_steps
from guildhall.payments.operations.splits.trees import must_leave_for_receivers
from guildhall.payments.ports import call_on_commit, provider
from guildhall.payments.queries.payments import OVER
from guildhall.payments.states import Ability, CallKind, CallState, Step, Strategy
from guildhall.payments.types import ProviderStep


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked of a provider about a payment, under whose command."""

    kind: CallKind
    amount: Money
    key: str
    note: str = ""
    final: bool = False
    grant: GrantedRefund | None = None

    @property
    def command(self) -> str:
        return f"{self.kind}:{self.key}"[:120]


@transaction.atomic
def capture_payment(
    payment: UUID, *, amount: Money | None = None, final: bool = True, key: str, stamp: Stamp
) -> UUID:
    """Ask for what is authorized, or a part of it, once for a key; return the call.

    Never more than its reference still comes to, however much was authorized before it was cut.
    `final`: nothing more is going to be taken, the rest is let go. Refuses with PaymentNotFound,
    NotPermitted, AmountInvalid, NotOffered, NothingToCapture or KeyUsed.
    """
    due = due_for(payment)
    row = _lock(payment, stamp)
    left = amounts_of(row).capturable
    takeable = left if due is None else min(left, due)
    wanted = takeable if amount is None else amount
    ask = _Ask(CallKind.CAPTURE, wanted, key, final=final)
    if found := _asked_before(row, ask):
        return found
    if not takeable or wanted > takeable:
        raise NothingToCapture(left=takeable.rounded())
    _must_be_takeable(wanted)
    if wanted < left:
        _must_offer(row, Ability.CAPTURE_PART if final else Ability.CAPTURE_OFTEN)
    return _ask(row, ask, stamp)


@transaction.atomic
def void_payment(payment: UUID, *, reason: str, key: str, stamp: Stamp) -> UUID | None:
    """Call off what nobody has taken yet, once for a key; return the call.

    None where nothing had been sent: then it is called off at once. While it is being called off
    under another key, that call is returned: a provider is told once. Refuses with
    PaymentNotFound, NotPermitted, NotOffered, NothingToVoid or KeyUsed.
    """
    row = _lock(payment, stamp)
    totals = amounts_of(row)
    left = totals.capturable if totals.authorized else totals.charge_pending
    left = left or totals.authorize_pending
    ask = _Ask(CallKind.VOID, left, key, note=reason[:200])
    if found := _asked_before(row, ask, any_amount=True):
        return found
    if totals.charged:
        raise NothingToVoid
    if under_way := row.calls.filter(kind=CallKind.VOID).exclude(state__in=OVER).first():
        return under_way.id
    if not left:
        raise NothingToVoid
    if row.account is None or _is_unsent(row):
        _call_off(row, left, stamp)
        return None
    _must_offer(row, Ability.VOID)
    return _ask(row, ask, stamp)


@transaction.atomic
def refund_payment(
    payment: UUID,
    *,
    amount: Money,
    key: str,
    reason: str,
    stamp: Stamp,
    grant: GrantedRefund | None = None,
) -> UUID:
    """Ask a provider to give back a charge or a part of it, once for a key; return the call.

    Never more than was paid and kept, what is on its way counted in. Refuses with
    PaymentNotFound, NotPermitted, AmountInvalid, NotByHand, NotOffered, MoreThanPaid, KeyUsed or,
    while receivers hold shares of it, ReturnSharesFirst.
    """
    row = _lock(payment, stamp)
    ask = _Ask(CallKind.REFUND, amount, key, note=reason[:200], grant=grant)
    if found := _asked_before(row, ask):
        return found
    _must_be_takeable(amount)
    totals = amounts_of(row)
    if amount > totals.refundable:
        raise MoreThanPaid(left=totals.refundable.rounded())
    if row.account is None:
        raise NotByHand(provider=row.method)
    _must_offer(row, Ability.REFUND if amount == totals.charged else Ability.REFUND_PART)
    must_leave_for_receivers(row, amount, stamp=stamp)
    return _ask(row, ask, stamp)


def _lock(payment: UUID, stamp: Stamp) -> Payment:
    row = lock_payment(payment)
    stamp.by.must("payments:edit", scope=tuple(row.scopes))
    return row


def _asked_before(row: Payment, ask: _Ask, *, any_amount: bool = False) -> UUID | None:
    found = row.calls.filter(command=ask.command).first()
    if found is None:
        return None
    if not any_amount and ask.kind is CallKind.REFUND and found.amount != ask.amount.amount:
        raise KeyUsed
    return found.id


def _must_be_takeable(amount: Money) -> None:
    if not rules.is_takeable(amount):
        raise AmountInvalid(amount=str(amount), errors={"amount": "Use a positive amount."})


def _must_offer(row: Payment, ability: Ability) -> None:
    if row.account is None or ability not in provider(row.account.provider).abilities:
        raise NotOffered(provider=row.method, ability=ability)


def _is_unsent(row: Payment) -> bool:
    return row.calls.filter(kind=CallKind.BEGIN, state=CallState.WAITING).exists()


def _call_off(row: Payment, left: Money, stamp: Stamp) -> None:
    """Call off what was never sent: nobody but us has to hear of it."""
    told = (
        ProviderStep("", Step.CANCEL_SUCCESS, left, stamp.at, key=f"off:{row.id.hex}"),
        ProviderStep("", _failed(row), left, stamp.at, key=row.id.hex),
    )
    note_steps(row.id, told, source="hand", stamp=stamp)


def _failed(row: Payment) -> Step:
    return rules.steps_of(CallKind.BEGIN, Strategy(row.strategy))[2]


def _ask(row: Payment, ask: _Ask, stamp: Stamp) -> UUID:
    call = PaymentCall(
        id=new_id(),
        payment=row,
        command=ask.command,
        kind=ask.kind.value,
        amount=ask.amount.amount,
        final=ask.final,
        grant=ask.grant,
        note=ask.note,
        asked={"charge_reference": _charged_as(row)},
        actor=stamp.by.name,
        created_at=stamp.at,
        next_at=stamp.at,
    )
    request, _, _ = rules.steps_of(ask.kind, Strategy(row.strategy))
    insert_rows([call], others=(insertion([request_of(row, call, request, stamp=stamp)]),))
    call_on_commit(call.id)
    reached(f"payments.{ask.kind}_written")
    transaction.on_commit(lambda: reached(f"payments.{ask.kind}_asked"))
    return call.id


def _charged_as(row: Payment) -> str:
    """Return the vendor's name of the last charge, for vendors that refund charges."""
    charged = row.events.filter(step=Step.CHARGE_SUCCESS).exclude(psp_reference="")
    found = charged.order_by("-occurred_at").values_list("psp_reference", flat=True).first()
    return found or ""
