"""What can be asked about subscriptions, usage and accounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Prefetch, Q, Sum

from guildhall.kernel.limits import METERED, NAMES
from guildhall.kernel.money import Money
from guildhall.kernel.tenancy import require
from tenants.plans import rules
from tenants.plans.errors import CurrencyDiffers, NoSubscription, PlanNotOffered, PlanUnchanged
from tenants.plans.models import AccountEntry, Invoice, InvoiceLine, Subscription, Usage
from tenants.plans.states import InvoiceKind, LineKind, SubscriptionState
from tenants.plans.types import (
    Account,
    BillingTerms,
    Change,
    EntryCard,
    InvoiceCard,
    Line,
    Offer,
    Period,
    SubscriptionCard,
    Use,
    Used,
)
from tenants.queries import get_plan, get_plan_of, list_plans
from tenants.types import PlanCard

LATEST = 24

_SIZE = """
SELECT COALESCE(sum(pg_total_relation_size(relation.oid)), 0)::bigint
FROM pg_class AS relation JOIN pg_namespace AS space ON space.oid = relation.relnamespace
WHERE space.nspname = %s AND relation.relkind IN ('r', 'm')
"""


def billing_terms() -> BillingTerms:
    return BillingTerms(
        trial=settings.TRIAL, payment=settings.PAYMENT_TERM, patience=settings.PATIENCE
    )


def schema_size() -> int:
    """Return how many bytes the current scope's schema takes."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, [require().schema])
        size: int = cursor.fetchone()[0]
    return size


def get_account(tenant_id: UUID, *, used: Used, at: datetime) -> Account:
    """Return a company's account; `used` is what it holds, as counted in its own schema.

    Refuses with TenantNotFound.
    """
    _, plan = get_plan_of(tenant_id)
    row = Subscription.objects.filter(tenant_id=tenant_id).first()
    currency = row.currency if row else plan.terms.price.currency
    entries = entries_of(tenant_id)
    return Account(
        tenant_id=tenant_id,
        plan=plan,
        subscription=card_of(row) if row else None,
        next_plan=get_plan(row.next_plan) if row and row.next_plan else None,
        uses=uses_of(tenant_id, plan, used=used, at=at),
        balance=sum((entry.amount for entry in entries), Money.zero(currency)),
        invoices=invoices_of(tenant_id, paid=paid_of(entries, currency)),
        entries=tuple(reversed(entries)),
        at=at,
    )


def uses_of(tenant_id: UUID, plan: PlanCard, *, used: Used, at: datetime) -> tuple[Use, ...]:
    """Return the use of all that a plan can limit: things as counted now, meters as noted."""
    month, metered = _metered(tenant_id, at=at)
    found: dict[str, int] = dict.fromkeys(METERED, 0) | {**used, **metered}
    known = {name: found[name] for name in NAMES if name in found}
    return rules.uses_of(plan.limits, known, until={"orders": month.end})


def list_usage(tenants: Sequence[UUID], *, at: datetime) -> Mapping[UUID, Mapping[str, int]]:
    """Return what these companies were last noted to use this month, in one statement."""
    month = rules.month_of(at).start.date()
    rows = Usage.objects.filter(tenant_id__in=list(tenants), month=month)
    found: dict[UUID, dict[str, int]] = {}
    for tenant, meter, used in rows.values_list("tenant_id", "meter", "used"):
        found.setdefault(tenant, {})[meter] = used
    return found


def list_subscriptions(tenants: Sequence[UUID]) -> Mapping[UUID, SubscriptionCard]:
    """Return the subscriptions of these companies, in one statement."""
    rows = Subscription.objects.filter(tenant_id__in=list(tenants))
    return {row.tenant_id: card_of(row) for row in rows}


def find_due(*, at: datetime) -> tuple[UUID, ...]:
    """Return the companies whose trial or period is over, or that may be overdue."""
    over = Q(period_end__lte=at) & ~Q(state=SubscriptionState.SUSPENDED)
    borne = Q(state=SubscriptionState.PAST_DUE)
    sums = AccountEntry.objects.values("tenant_id").annotate(owed=Sum("amount"))
    owing = Q(
        state=SubscriptionState.ACTIVE, tenant_id__in=sums.filter(owed__gt=0).values("tenant_id")
    )
    rows = Subscription.objects.filter(over | borne | owing).order_by("tenant_id")
    return tuple(rows.values_list("tenant_id", flat=True))


def preview_change(tenant_id: UUID, *, plan: str, used: Used, at: datetime) -> Change:
    """Return what a change to this plan would cost now, to the cent.

    Refuses with TenantNotFound, NoSubscription, PlanNotFound, PlanNotOffered, PlanUnchanged
    or CurrencyDiffers.
    """
    _, before = get_plan_of(tenant_id)
    row = Subscription.objects.filter(tenant_id=tenant_id).first()
    if row is None:
        raise NoSubscription
    after = get_plan(plan)
    if not after.terms.public:
        raise PlanNotOffered(plan=after.name)
    if after.code == before.code:
        raise PlanUnchanged(plan=after.name)
    if after.terms.price.currency != row.currency:
        asked = after.terms.price.currency
        raise CurrencyDiffers(currency=row.currency, plan=after.name, asked=asked)
    _, metered = _metered(tenant_id, at=at)
    return _change(row, (before, after), used={**used, **metered}, at=at)


def list_offers(account: Account, *, used: Used) -> tuple[Offer, ...]:
    """Return the price list as one company sees it, with what each change would cost it now."""
    row = Subscription.objects.filter(tenant_id=account.tenant_id).first()
    plans = list_plans(public=True)
    if row is None:
        return tuple(Offer(plan, None) for plan in plans)
    _, metered = _metered(account.tenant_id, at=account.at)
    now = {**used, **metered}
    return tuple(
        Offer(
            plan,
            None
            if plan.code == account.plan.code
            else _change(row, (account.plan, plan), used=now, at=account.at),
        )
        for plan in plans
        if plan.terms.price.currency == row.currency
    )


def balance_of(tenant_id: UUID, currency: str) -> Money:
    total = AccountEntry.objects.filter(tenant_id=tenant_id).aggregate(total=Sum("amount"))
    return Money(total["total"] or Money.zero(currency).amount, currency)


def entries_of(tenant_id: UUID) -> tuple[EntryCard, ...]:
    """Return a company's account, oldest first."""
    rows = AccountEntry.objects.filter(tenant_id=tenant_id).order_by("at", "id")
    return tuple(
        EntryCard(row.kind, row.at, Money(row.amount, row.currency), row.reference) for row in rows
    )


def paid_of(entries: Sequence[EntryCard], currency: str) -> Money:
    """Return what was paid, credited or given back, as a positive amount."""
    taken = (entry.amount for entry in entries if entry.amount.amount < 0)
    return -sum(taken, Money.zero(currency))


def invoices_of(tenant_id: UUID, *, paid: Money) -> tuple[InvoiceCard, ...]:
    """Return a company's invoices, latest first, with what is open of each."""
    lines = Prefetch("lines", InvoiceLine.objects.order_by("position"))
    rows = list(
        Invoice.objects.filter(tenant_id=tenant_id)
        .prefetch_related(lines)
        .order_by("issued_at", "number")
    )
    totals = [Money(row.total, row.currency) for row in rows]
    opened = rules.open_amounts(totals, paid=paid)
    cards = [_invoice(row, rest) for row, rest in zip(rows, opened, strict=True)]
    return tuple(reversed(cards))[:LATEST]


def card_of(row: Subscription) -> SubscriptionCard:
    return SubscriptionCard(
        tenant_id=row.tenant_id,
        state=SubscriptionState(row.state),
        plan=row.plan,
        next_plan=row.next_plan,
        period=Period(row.period_start, row.period_end),
        trial_ends=row.trial_ends,
        due_since=row.due_since,
        currency=row.currency,
    )


def charges_of(tenant_id: UUID) -> tuple[tuple[datetime, Money], ...]:
    """Return when each invoice falls due and what it asks, oldest first."""
    rows = Invoice.objects.filter(tenant_id=tenant_id).order_by("issued_at", "number")
    return tuple((row.due_at, Money(row.total, row.currency)) for row in rows)


def _change(
    row: Subscription, plans: tuple[PlanCard, PlanCard], *, used: Used, at: datetime
) -> Change:
    before, after = plans
    return rules.change_of(
        before,
        after,
        period=Period(row.period_start, row.period_end),
        at=at,
        trial=row.state == SubscriptionState.TRIAL,
        used=used,
    )


def _metered(tenant_id: UUID, *, at: datetime) -> tuple[Period, dict[str, int]]:
    month = rules.month_of(at)
    rows = Usage.objects.filter(tenant_id=tenant_id, month=month.start.date(), meter__in=METERED)
    return month, dict(rows.values_list("meter", "used"))


def _invoice(row: Invoice, rest: Money) -> InvoiceCard:
    return InvoiceCard(
        number=row.number,
        kind=InvoiceKind(row.kind),
        issued_at=row.issued_at,
        due_at=row.due_at,
        total=Money(row.total, row.currency),
        lines=tuple(_line(line, row.currency) for line in row.lines.all()),
        open=rest,
    )


def _line(row: InvoiceLine, currency: str) -> Line:
    period = Period(row.start, row.end)
    return Line(LineKind(row.kind), row.plan, period, Money(row.amount, currency))
