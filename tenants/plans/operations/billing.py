"""Time passes: trials end, periods are renewed and charged, what is overdue is told and borne."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.stamp import Stamp
from tenants.plans import rules
from tenants.plans.models import Subscription
from tenants.plans.operations.books import Draft, invoice
from tenants.plans.operations.rows import close_house, lock, move, open_house
from tenants.plans.operations.subscriptions import apply_planned
from tenants.plans.queries import (
    balance_of,
    billing_terms,
    charges_of,
    entries_of,
    paid_of,
)
from tenants.plans.states import InvoiceKind, LineKind, SubscriptionMove, SubscriptionState
from tenants.plans.types import Line, Period
from tenants.queries import get_plan


@transaction.atomic
def renew(tenant_id: UUID, *, stamp: Stamp) -> int:
    """Bring a subscription to this moment; return how many periods were charged.

    However often and however late it is called, each period is charged once.
    Refuses with NoSubscription or NotPermitted.
    """
    row = lock(tenant_id)
    stamp.by.must("tenants:edit")
    charged = 0
    while row.state != SubscriptionState.SUSPENDED and row.period_end <= stamp.at:
        _open_next_period(row, stamp=stamp)
        charged += 1
    settle(row, stamp=stamp)
    row.save()
    return charged


def settle(row: Subscription, *, stamp: Stamp) -> None:
    """Move a subscription to where its account says that it is. The caller saves."""
    owed = balance_of(row.tenant_id, row.currency)
    state = SubscriptionState(row.state)
    if owed.amount <= 0:
        _clear(row, state, stamp=stamp)
        return
    if state in {SubscriptionState.TRIAL, SubscriptionState.ACTIVE}:
        _fall_due(row, stamp=stamp)
    if row.state == SubscriptionState.PAST_DUE:
        _lose_patience(row, stamp=stamp)


def _open_next_period(row: Subscription, *, stamp: Stamp) -> None:
    terms = billing_terms()
    first = row.state == SubscriptionState.TRIAL
    if row.next_plan:
        apply_planned(row, stamp=stamp)
    plan = get_plan(row.plan)
    months = plan.terms.months
    ended = Period(row.period_start, row.period_end)
    if first:
        row.anchor = row.period_end
        period = rules.first_period(row.period_end, months=months)
    else:
        period = rules.period_after(ended, anchor=row.anchor, months=months)
    row.period_start, row.period_end = period.start, period.end
    line = Line(LineKind.PERIOD, plan.name, period, plan.terms.price)
    draft = Draft(
        kind=InvoiceKind.PERIOD,
        period=period,
        lines=[line],
        currency=row.currency,
        due_at=period.start if first else period.start + terms.payment,
    )
    invoice(row.tenant_id, draft, stamp=stamp)
    if first and balance_of(row.tenant_id, row.currency).amount <= 0:
        move(row, SubscriptionMove.START, stamp=stamp)
    elif first:
        _fall_due(row, stamp=stamp)


def _fall_due(row: Subscription, *, stamp: Stamp) -> None:
    entries = entries_of(row.tenant_id)
    paid = paid_of(entries, row.currency)
    since = rules.overdue_since(charges_of(row.tenant_id), paid=paid, at=stamp.at)
    if since is not None:
        move(row, SubscriptionMove.FALL_DUE, stamp=stamp)
        # Patience is counted from when we looked, so that a stopped clock suspends nobody at once.
        row.due_since = stamp.at


def _lose_patience(row: Subscription, *, stamp: Stamp) -> None:
    patience = billing_terms().patience
    if patience is None or row.due_since is None or stamp.at - row.due_since < patience:
        return
    if close_house(row.tenant_id, stamp=stamp):
        move(row, SubscriptionMove.SUSPEND, stamp=stamp)


def _clear(row: Subscription, state: SubscriptionState, *, stamp: Stamp) -> None:
    if state in {SubscriptionState.TRIAL, SubscriptionState.ACTIVE}:
        return
    move(row, SubscriptionMove.SETTLE, stamp=stamp)
    row.due_since = None
    if state is SubscriptionState.SUSPENDED:
        open_house(row.tenant_id, stamp=stamp)
        _start_anew(row, stamp=stamp)


def _start_anew(row: Subscription, *, stamp: Stamp) -> None:
    """Charge nothing for the time in which the house was closed."""
    if row.period_end < stamp.at:
        row.anchor = row.period_end = stamp.at
