"""Which plan a company pays for."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tenants.operations import give_plan
from tenants.plans import rules
from tenants.plans.errors import NothingPlanned, PreviewOutdated, UsageAboveLimits
from tenants.plans.events import PlanChanged, PlanChangePlanned, SubscriptionOpened
from tenants.plans.models import Subscription
from tenants.plans.operations.books import Draft, invoice
from tenants.plans.operations.rows import lock
from tenants.plans.operations.usage import note_meters
from tenants.plans.queries import billing_terms, preview_change
from tenants.plans.states import InvoiceKind, SubscriptionState, When
from tenants.plans.types import Change, Used
from tenants.queries import get_plan_of


@transaction.atomic
def subscribe(tenant_id: UUID, *, stamp: Stamp) -> None:
    """Begin a company's subscription to the plan that it was opened with.

    One that costs something begins with a trial. Subscribing twice changes nothing.
    Refuses with TenantNotFound or NotPermitted.
    """
    stamp.by.must("tenants:edit")
    _, plan = get_plan_of(tenant_id)
    trial = billing_terms().trial
    in_trial = bool(plan.terms.price) and bool(trial)
    period = rules.first_period(stamp.at, months=plan.terms.months)
    ends = stamp.at + trial if in_trial else None
    _, new = Subscription.objects.get_or_create(
        tenant_id=tenant_id,
        defaults={
            # Without a trial the first period has to be paid: renewing finds it over at once.
            "state": SubscriptionState.TRIAL if plan.terms.price else SubscriptionState.ACTIVE,
            "plan": plan.code,
            "currency": plan.terms.price.currency,
            "anchor": ends or stamp.at,
            "period_start": stamp.at,
            "period_end": ends or (stamp.at if plan.terms.price else period.end),
            "trial_ends": ends or (stamp.at if plan.terms.price else None),
        },
    )
    give_plan(tenant_id, plan=plan.code, stamp=stamp)
    if new:
        record(
            SubscriptionOpened(tenant_id=tenant_id, plan=plan.code, trial_ends=ends, stamp=stamp)
        )


@transaction.atomic
def change_plan(
    tenant_id: UUID, *, plan: str, used: Used, due: Money | None = None, stamp: Stamp
) -> Change:
    """Change to another plan: more at once and prorated, less when the period is over.

    `used` is what the company holds, as counted in its own schema; `due` is what it was
    shown and agreed to. Refuses with NoSubscription, NotPermitted, UsageAboveLimits,
    PreviewOutdated, or as `preview_change` does.
    """
    row = lock(tenant_id)
    stamp.by.must("account:edit", "tenants:edit")
    change = preview_change(tenant_id, plan=plan, used=used, at=stamp.at)
    _must_fit(change)
    if due is not None and change.due > due:
        raise PreviewOutdated(due=change.due.rounded())

    if change.when is When.AT_PERIOD_END:
        _plan(row, change.after.code, stamp=stamp)
    else:
        _change_now(row, change, stamp=stamp)
    return change


@transaction.atomic
def cancel_change(tenant_id: UUID, *, stamp: Stamp) -> None:
    """Call off the change that waits for the end of the period.

    Refuses with NoSubscription, NotPermitted or NothingPlanned.
    """
    row = lock(tenant_id)
    stamp.by.must("account:edit", "tenants:edit")
    if not row.next_plan:
        raise NothingPlanned
    _plan(row, "", stamp=stamp)


def apply_planned(row: Subscription, *, stamp: Stamp) -> None:
    """Let the plan that was waiting apply from now on."""
    before, row.plan, row.next_plan = row.plan, row.next_plan, ""
    give_plan(row.tenant_id, plan=row.plan, stamp=stamp)
    note_meters(row.tenant_id, stamp=stamp)
    record(PlanChanged(tenant_id=row.tenant_id, before=before, plan=row.plan, stamp=stamp))


def _plan(row: Subscription, plan: str, *, stamp: Stamp) -> None:
    row.next_plan = plan
    row.save(update_fields=["next_plan"])
    record(
        PlanChangePlanned(
            tenant_id=row.tenant_id, plan=plan, effective_at=row.period_end, stamp=stamp
        )
    )


def _change_now(row: Subscription, change: Change, *, stamp: Stamp) -> None:
    if (row.period_start, row.period_end) != (change.period.start, change.period.end):
        row.anchor = stamp.at
    row.period_start, row.period_end = change.period.start, change.period.end
    row.next_plan = change.after.code
    apply_planned(row, stamp=stamp)
    row.save()
    invoice(
        row.tenant_id,
        Draft(
            kind=InvoiceKind.CHANGE,
            period=type(change.period)(stamp.at, change.period.end),
            lines=change.lines,
            currency=row.currency,
            due_at=stamp.at + billing_terms().payment,
        ),
        stamp=stamp,
    )


def _must_fit(change: Change) -> None:
    if not change.too_much:
        return
    raise UsageAboveLimits(
        plan=change.after.name,
        errors={use.name: f"{use.used} > {use.limit}" for use in change.too_much},
        limits={use.name: use.limit for use in change.too_much},
        used={use.name: use.used for use in change.too_much},
    )
