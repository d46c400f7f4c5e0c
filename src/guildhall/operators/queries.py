"""Each operators' page as one read model, in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from guildhall.console.shell.parts import Entry
from guildhall.console.shell.statuses import status_of
from guildhall.identity.queries import names_of
from guildhall.kernel import clock
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy.roll import WORKING
from tenants.archives.queries import list_archives
from tenants.archives.types import ArchiveCard
from tenants.fleet.queries import get_line
from tenants.fleet.types import LineCard
from tenants.queries import (
    count_companies,
    get_company,
    life_of,
    list_companies,
    list_domains,
    list_groups,
    list_plans,
    list_shards,
)
from tenants.states import BY_HAND, TENANT, TenantMove
from tenants.types import (
    CompanyFilter,
    CompanyRow,
    DomainCard,
    GroupCard,
    LifeEntry,
    PlanCard,
)
from tenants.visits.queries import get_visit_to, list_visits
from tenants.visits.states import VisitKind
from tenants.visits.types import StepCard, VisitCard

LATEST_ARCHIVES = 10


@dataclass(frozen=True, slots=True)
class CompanyList:
    """A page of companies, with what they can be narrowed by; `count` ends at 10,001."""

    page: Page[CompanyRow]
    count: int
    plans: tuple[PlanCard, ...]
    groups: tuple[GroupCard, ...]
    shards: tuple[str, ...]
    can_open: bool


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A company with its life, and what this operator can do with it."""

    row: CompanyRow
    domains: tuple[DomainCard, ...]
    entries: tuple[Entry, ...]
    moves: tuple[TenantMove, ...]
    visits: tuple[VisitCard, ...]
    archives: tuple[ArchiveCard, ...]
    line: LineCard | None
    can_visit: bool


@dataclass(frozen=True, slots=True)
class VisitPage:
    """A visit with what was opened, and whether this operator can enter or end it."""

    visit: VisitCard
    steps: tuple[StepCard, ...]
    can_enter: bool
    can_end: bool


def get_company_list(chosen: CompanyFilter, *, cursor: str | None, actor: Actor) -> CompanyList:
    """Return one page of companies. Refuses with NotPermitted or CursorInvalid."""
    return CompanyList(
        page=list_companies(chosen, cursor=cursor, actor=actor),
        count=count_companies(chosen, actor=actor),
        plans=list_plans(),
        groups=list_groups(),
        shards=list_shards(),
        can_open=actor.may("tenants:edit"),
    )


def get_company_page(slug: str, *, actor: Actor) -> CompanyPage:
    """Return a company in full. Refuses with NotPermitted or TenantNotFound."""
    row = get_company(slug, actor=actor)
    life = life_of(row.id, actor=actor)
    allowed = TENANT.allowed(row.state) if actor.may("tenants:edit") else ()
    return CompanyPage(
        row=row,
        domains=list_domains(row.id, actor=actor),
        entries=tuple(_entries(life, names_of(each.by for each in life))),
        moves=tuple(move for move in allowed if move in BY_HAND),
        visits=list_visits(row.id, actor=actor),
        archives=list_archives(row.id, most=LATEST_ARCHIVES),
        line=get_line(slug),
        can_visit=row.state in WORKING and actor.may("visits:edit"),
    )


def get_visit_page(slug: str, visit: UUID, *, actor: Actor) -> VisitPage:
    """Return a visit to a company. Refuses with NotPermitted, TenantNotFound or VisitNotFound."""
    card, steps = get_visit_to(slug, visit, actor=actor)
    is_open = card.is_open(clock.now())
    return VisitPage(
        card,
        steps,
        can_enter=is_open and card.operator_id == actor.id,
        can_end=is_open and bool(actor.may("visits:edit") or card.kind is VisitKind.GROUP),
    )


def _entries(life: Iterable[LifeEntry], names: dict[str, str]) -> Iterable[Entry]:
    for each in life:
        status = status_of(each.state)
        yield Entry(
            title=status.label,
            at=each.at,
            by=names.get(each.by, each.by),
            note=gettext(each.reason) if each.reason else "",
            tone=status.tone,
        )
