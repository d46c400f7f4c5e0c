"""What group HQ can ask. Reads roll-ups only, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Sum

from guildhall.hq import rules
from guildhall.hq.errors import CompanyNotFound, CurrencyNotCounted, GroupNotFound, NoGroup
from guildhall.hq.models import DayFigure
from guildhall.hq.types import (
    Asked,
    CompanyPage,
    DayPoint,
    Figures,
    GroupFigures,
    GroupRoll,
    Span,
    TenantDays,
    TenantFigures,
    View,
)
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from tenants.queries import list_groups, list_tenants
from tenants.types import GroupCard, TenantCard
from tenants.visits.queries import find_group_visits

FIGURES = "figures:view"
GROUP = "group:"
# ISO 4217's code for no currency: what zero is counted in before anything was sold.
NO_CURRENCY = "XXX"

type Tenants = Sequence[TenantCard]


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest day of a tenant in one currency, and the newest fact counted in it."""

    tenant_id: UUID
    currency: str
    day: date
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _Book:
    """The figures of some tenants, opened at a span."""

    view: View
    tenants: Tenants
    newest: Sequence[_Newest]
    sums: dict[tuple[UUID, str], Figures]

    @property
    def none(self) -> Figures:
        return Figures(Money.zero(self.view.currency))

    def figures_of(self, tenant: TenantCard) -> Figures:
        return self.sums.get((tenant.id, self.view.currency), self.none)

    def as_of(self, tenant: TenantCard) -> datetime | None:
        return max((n.as_of for n in self.newest if n.tenant_id == tenant.id), default=None)

    def currencies_of(self, tenant: TenantCard) -> tuple[str, ...]:
        return tuple(sorted(n.currency for n in self.newest if n.tenant_id == tenant.id))


def groups_of(actor: Actor) -> tuple[GroupCard, ...]:
    """Return the groups whose figures an actor may see, by name.

    Refuses with NotPermitted, or with NoGroup if there is none.
    """
    reach = actor.reach(FIGURES)
    ids = [UUID(scope.removeprefix(GROUP)) for scope in reach if scope.startswith(GROUP)]
    groups = list_groups(ids=ids if reach else None)
    if not groups:
        raise NoGroup
    return groups


def get_group_figures(asked: Asked, *, actor: Actor, at: datetime) -> GroupFigures:
    """Return a group's figures, by subsidiary and by day.

    Refuses with NotPermitted, NoGroup, GroupNotFound, SpanInvalid or CurrencyNotCounted.
    """
    groups = groups_of(actor)
    group = _chosen(groups, asked.group)
    book = _open(asked, groups, group=group, tenants=list_tenants(groups=[group.id]), at=at)
    figures = [book.figures_of(tenant) for tenant in book.tenants]
    shares = rules.percents([each.revenue.amount for each in figures])
    sold = [
        TenantFigures(tenant, each, percent, book.as_of(tenant), book.currencies_of(tenant))
        for tenant, each, percent in zip(book.tenants, figures, shares, strict=True)
    ]
    return GroupFigures(
        view=book.view,
        tenants=tuple(sorted(sold, key=lambda each: -each.figures.revenue.amount)),
        points=_points(book),
        total=sum(figures, book.none),
    )


def get_tenant_days(slug: str, asked: Asked, *, actor: Actor, at: datetime) -> TenantDays:
    """Return one subsidiary's figures, a line per day, newest first.

    Refuses with NotPermitted, NoGroup, CompanyNotFound, SpanInvalid or CurrencyNotCounted.
    """
    groups = groups_of(actor)
    visible = list_tenants(groups=[group.id for group in groups])
    tenant = next((card for card in visible if card.slug == slug), None)
    if tenant is None:
        raise CompanyNotFound(company=slug)
    group = next(group for group in groups if group.id == tenant.group_id)
    book = _open(asked, groups, group=group, tenants=[tenant], at=at)
    sold = {point.business_date: point for point in _points(book)}
    days = [sold.get(day, DayPoint(day, slug, book.none)) for day in book.view.span.each_day()]
    return TenantDays(
        view=book.view,
        tenant=tenant,
        points=tuple(reversed(days)),
        total=book.figures_of(tenant),
    )


def get_company_page(slug: str, asked: Asked, *, actor: Actor, at: datetime) -> CompanyPage:
    """Return one subsidiary's days, and the visits that the group's people paid it.

    Refuses with NotPermitted, NoGroup, CompanyNotFound, SpanInvalid or CurrencyNotCounted.
    """
    days = get_tenant_days(slug, asked, actor=actor, at=at)
    return CompanyPage(days, find_group_visits(days.tenant.id, actor=actor))


def list_rolls(*, actor: Actor) -> tuple[GroupRoll, ...]:
    """Return each group that an actor may see, with its subsidiaries.

    Refuses with NotPermitted or NoGroup.
    """
    groups = groups_of(actor)
    tenants = list_tenants(groups=[group.id for group in groups])
    return tuple(
        GroupRoll(group, tuple(card for card in tenants if card.group_id == group.id))
        for group in groups
    )


def count_all_orders() -> dict[UUID, int]:
    """Return how many orders the roll-ups count per tenant, for comparison with the tenants."""
    rows = DayFigure.objects.order_by().values_list("tenant_id").annotate(total=Sum("orders"))
    return dict(rows)


def _chosen(groups: Sequence[GroupCard], slug: str) -> GroupCard:
    found = [group for group in groups if slug in {"", group.slug}]
    if not found:
        raise GroupNotFound(group=slug, groups=", ".join(group.slug for group in groups))
    return found[0]


def _open(
    asked: Asked,
    groups: tuple[GroupCard, ...],
    *,
    group: GroupCard,
    tenants: Tenants,
    at: datetime,
) -> _Book:
    newest = _newest(tenants)
    latest = max((each.day for each in newest), default=None)
    today = rules.today_of(at, latest)
    span, preset = rules.span_of(asked, today=today, latest=latest)
    sums = _sums(tenants, span)
    currencies = tuple(sorted({each.currency for each in newest}))
    view = View(
        group=group,
        groups=groups,
        span=span,
        preset=preset,
        currency=_currency(asked.currency, currencies=currencies, sums=sums),
        currencies=currencies,
        today=today,
        latest=latest,
        running=span.until >= rules.first_running(at),
        as_of=max((each.as_of for each in newest), default=None),
    )
    return _Book(view, tenants, newest, sums)


def _currency(
    asked: str, *, currencies: tuple[str, ...], sums: dict[tuple[UUID, str], Figures]
) -> str:
    """Return the currency asked for, or else that of most orders."""
    if asked and currencies and asked not in currencies:
        raise CurrencyNotCounted(currency=asked, currencies=", ".join(currencies))
    if asked:
        return asked
    counts = dict.fromkeys(currencies, 0)
    for (_, currency), figures in sums.items():
        counts[currency] += figures.orders
    return rules.most_used(counts) or NO_CURRENCY


def _newest(tenants: Tenants) -> tuple[_Newest, ...]:
    rows = (
        DayFigure.objects.filter(tenant_id__in=[card.id for card in tenants])
        .order_by()
        .values_list("tenant_id", "currency")
        .annotate(newest_day=Max("business_date"), newest_fact=Max("as_of"))
    )
    return tuple(_Newest(*row) for row in rows)


def _sums(tenants: Tenants, span: Span) -> dict[tuple[UUID, str], Figures]:
    """Return what each tenant sold in each currency."""
    rows = (
        DayFigure.objects.filter(
            tenant_id__in=[card.id for card in tenants],
            business_date__range=(span.since, span.until),
        )
        .order_by()
        .values_list("tenant_id", "currency")
        .annotate(
            Sum("orders"),
            Sum("units"),
            Sum("revenue"),
            Sum("canceled_orders"),
            Sum("shipped_orders"),
        )
    )
    return {
        (tenant_id, currency): Figures(
            revenue=Money(revenue, currency),
            orders=orders,
            units=rules.plain(units),
            canceled_orders=canceled,
            shipped_orders=shipped,
        )
        for tenant_id, currency, orders, units, revenue, canceled, shipped in rows
    }


def _points(book: _Book) -> tuple[DayPoint, ...]:
    slugs = {tenant.id: tenant.slug for tenant in book.tenants}
    rows = DayFigure.objects.filter(
        tenant_id__in=slugs,
        business_date__range=(book.view.span.since, book.view.span.until),
        currency=book.view.currency,
    )
    return tuple(
        DayPoint(row.business_date, slugs[row.tenant_id], _figures(row))
        for row in rows.order_by("business_date", "tenant_id")
    )


def _figures(row: DayFigure) -> Figures:
    return Figures(
        revenue=Money(row.revenue, row.currency),
        orders=row.orders,
        units=rules.plain(row.units),
        canceled_orders=row.canceled_orders,
        shipped_orders=row.shipped_orders,
    )
