"""A subscription from its trial on: charged once a period, told when overdue, paid again."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from guildhall.kernel.facts import facts_about
from guildhall.kernel.tenancy import Scope, TenantState
from tenants.operations import move_tenant
from tenants.plans.jobs import renew_due
from tenants.plans.models import Invoice, Subscription
from tenants.plans.operations import credit_account, record_payment, renew, subscribe
from tenants.plans.queries import find_due, get_account
from tenants.plans.states import SUBSCRIPTION, SubscriptionMove, SubscriptionState
from tenants.plans.types import Account
from tenants.queries import get_tenant
from tenants.states import TenantMove
from tests.tenants.plans.conftest import OPENED, on, usd

TRIAL_OVER = OPENED + timedelta(days=14)


def account(scope: Scope, at: datetime) -> Account:
    return get_account(scope.tenant_id, used={}, at=at)


def state(scope: Scope) -> SubscriptionState:
    return SubscriptionState(Subscription.objects.get(tenant_id=scope.tenant_id).state)


def pay(scope: Scope, amount: str, at: datetime, reference: str = "transfer 1") -> None:
    record_payment(scope.tenant_id, amount=usd(amount), reference=reference, stamp=on(at))


def test_a_plan_that_costs_something_begins_with_a_trial(alpha_pays: Scope) -> None:
    begun = account(alpha_pays, OPENED + timedelta(hours=1))

    assert state(alpha_pays) is SubscriptionState.TRIAL
    assert begun.trial_days == 14
    assert account(alpha_pays, TRIAL_OVER - timedelta(hours=1)).trial_days == 1
    assert (begun.balance, begun.invoices) == (usd("0"), ())


def test_subscribing_twice_changes_nothing(alpha_pays: Scope) -> None:
    before = Subscription.objects.values().get()

    subscribe(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=5)))

    assert Subscription.objects.values().get() == before


def test_a_free_plan_is_active_and_never_charged(
    platform: Scope, scopes: dict[str, Scope]
) -> None:
    gamma = scopes["gamma"]
    subscribe(gamma.tenant_id, stamp=on(OPENED))

    for months in range(1, 4):
        renew(gamma.tenant_id, stamp=on(OPENED + timedelta(days=31 * months)))

    assert state(gamma) is SubscriptionState.ACTIVE
    assert not Invoice.objects.exists()


def test_a_trial_ends_with_an_invoice_that_is_past_due_until_it_is_paid(
    alpha_pays: Scope,
) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))
    owing = account(alpha_pays, TRIAL_OVER)

    pay(alpha_pays, "30.00", TRIAL_OVER + timedelta(days=2))

    assert owing.subscription is not None
    assert owing.subscription.state is SubscriptionState.PAST_DUE
    assert [(x.number, x.total, x.open) for x in owing.invoices] == [
        ("INV-2026-000001", usd("30.00"), usd("30.00"))
    ]
    assert owing.invoices[0].lines[0].period.start == TRIAL_OVER
    settled = account(alpha_pays, TRIAL_OVER + timedelta(days=2))
    assert (state(alpha_pays), settled.balance) == (SubscriptionState.ACTIVE, usd("0"))
    assert settled.invoices[0].open == usd("0")


def test_who_paid_beforehand_goes_from_trial_to_active(alpha_pays: Scope) -> None:
    pay(alpha_pays, "100.00", OPENED + timedelta(days=1))

    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))

    assert state(alpha_pays) is SubscriptionState.ACTIVE
    assert account(alpha_pays, TRIAL_OVER).balance == usd("-70.00")


def test_a_period_is_charged_once_however_often_it_is_renewed(alpha_pays: Scope) -> None:
    pay(alpha_pays, "500.00", OPENED)
    for days in (14, 14, 15, 44, 45, 45, 46):
        renew(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=days)))

    starts = [x.period_start for x in Invoice.objects.order_by("period_start")]
    assert starts == [TRIAL_OVER, TRIAL_OVER.replace(month=4)]
    assert account(alpha_pays, TRIAL_OVER).balance == usd("-440.00")


def test_a_scheduler_that_slept_for_months_charges_each_of_them_once(alpha_pays: Scope) -> None:
    pay(alpha_pays, "500.00", OPENED)

    charged = renew(alpha_pays.tenant_id, stamp=on(OPENED.replace(month=7)))

    invoices = list(Invoice.objects.order_by("period_start"))
    assert charged == len(invoices) == 4
    ends = [invoice.period_end for invoice in invoices]
    assert [invoice.period_start for invoice in invoices[1:]] == ends[:-1]
    assert [invoice.number[-1] for invoice in invoices] == ["1", "2", "3", "4"]


def test_the_database_itself_keeps_a_period_from_being_charged_twice(alpha_pays: Scope) -> None:
    """The negative control: what the operation would meet if it forgot to look."""
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))
    invoice = Invoice.objects.get()
    invoice.pk, invoice.number = alpha_pays.tenant_id, "INV-2026-999999"

    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save(force_insert=True)


def test_who_does_not_pay_is_suspended_when_patience_ends_and_not_before(
    alpha_pays: Scope,
) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))

    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER + timedelta(days=13, hours=23)))
    borne = state(alpha_pays), get_tenant("alpha").state
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER + timedelta(days=14)))

    assert borne == (SubscriptionState.PAST_DUE, TenantState.ACTIVE)
    assert state(alpha_pays) is SubscriptionState.SUSPENDED
    assert get_tenant("alpha").state is TenantState.SUSPENDED


def test_a_payment_opens_the_house_again_and_the_closed_time_is_not_charged(
    alpha_pays: Scope,
) -> None:
    for days in (14, 28, 120):
        renew(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=days)))
    paid_on = OPENED + timedelta(days=121)

    pay(alpha_pays, "30.00", paid_on)
    renew(alpha_pays.tenant_id, stamp=on(paid_on))

    assert get_tenant("alpha").state is TenantState.ACTIVE
    assert state(alpha_pays) is SubscriptionState.ACTIVE
    starts = [x.period_start for x in Invoice.objects.order_by("period_start")]
    assert starts == [TRIAL_OVER, paid_on]


def test_part_of_what_is_owed_opens_nothing(alpha_pays: Scope) -> None:
    for days in (14, 28):
        renew(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=days)))

    pay(alpha_pays, "29.99", OPENED + timedelta(days=29))

    assert state(alpha_pays) is SubscriptionState.SUSPENDED
    assert get_tenant("alpha").state is TenantState.SUSPENDED


def test_an_open_invoice_is_borne_until_it_is_due(alpha_pays: Scope) -> None:
    pay(alpha_pays, "30.00", OPENED)
    second = TRIAL_OVER.replace(month=4)

    seen = []
    for days in (0, 13, 14, 28):
        renew(alpha_pays.tenant_id, stamp=on(second + timedelta(days=days)))
        seen.append(state(alpha_pays))

    assert seen == ["active", "active", "past_due", "suspended"]


def test_without_an_end_of_patience_nobody_is_suspended(
    alpha_pays: Scope, settings: Settings
) -> None:
    settings.PATIENCE = None
    for days in (14, 28, 44):
        renew(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=days)))

    assert state(alpha_pays) is SubscriptionState.PAST_DUE
    assert get_tenant("alpha").state is TenantState.ACTIVE


def test_whoever_is_quarantined_meanwhile_is_suspended_later(alpha_pays: Scope) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))
    late = on(TRIAL_OVER + timedelta(days=20))
    move_tenant("alpha", move=TenantMove.QUARANTINE, reason="a test", stamp=late)
    renew(alpha_pays.tenant_id, stamp=late)
    waiting = state(alpha_pays)
    move_tenant("alpha", move=TenantMove.RELEASE, reason="a test", stamp=late)

    renew(alpha_pays.tenant_id, stamp=late)

    assert waiting is SubscriptionState.PAST_DUE
    assert state(alpha_pays) is SubscriptionState.SUSPENDED


def test_a_credit_lets_somebody_off(alpha_pays: Scope) -> None:
    renew(alpha_pays.tenant_id, stamp=on(TRIAL_OVER))

    credit_account(
        alpha_pays.tenant_id, amount=usd("30.00"), reason="our outage", stamp=on(TRIAL_OVER)
    )

    assert state(alpha_pays) is SubscriptionState.ACTIVE


def test_only_those_are_looked_at_who_have_something_due(alpha_pays: Scope) -> None:
    quiet = find_due(at=OPENED + timedelta(days=13))
    over = find_due(at=TRIAL_OVER)

    charged = renew_due(on(TRIAL_OVER))

    assert (quiet, over, charged) == ((), (alpha_pays.tenant_id,), 1)
    assert find_due(at=TRIAL_OVER) == (alpha_pays.tenant_id,)
    pay(alpha_pays, "30.00", TRIAL_OVER)
    assert find_due(at=TRIAL_OVER) == ()


def test_a_life_is_told_in_facts(alpha_pays: Scope) -> None:
    for days in (14, 28):
        renew(alpha_pays.tenant_id, stamp=on(OPENED + timedelta(days=days)))
    pay(alpha_pays, "30.00", OPENED + timedelta(days=29))

    told = facts_about([f"subscription:{alpha_pays.tenant_id}"])

    states = [x.payload["state"] for x in told if x.type == "subscription.state_changed"]
    assert states == ["past_due", "suspended", "active"]
    assert [x.type for x in told if x.type.startswith("account")] == [
        "account.invoiced",
        "account.entered",
    ]


def test_nobody_is_suspended_without_having_been_past_due() -> None:
    leading = {state for state, move in SUBSCRIPTION.moves if move is SubscriptionMove.SUSPEND}

    assert leading == {SubscriptionState.PAST_DUE}
