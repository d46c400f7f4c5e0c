"""How a visit begins, and what is written down while it runs."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.kernel.tenancy.context import NOBODY
from guildhall.kernel.tenancy.roll import WORKING
from tenants.models import Domain, Tenant
from tenants.visits import rules
from tenants.visits.errors import (
    CompanyRests,
    RoleTooWide,
    TicketInvalid,
    VisitInvalid,
    VisitNotFound,
    VisitsClosed,
)
from tenants.visits.models import Visit, VisitStep
from tenants.visits.operations.telling import tell_company
from tenants.visits.queries import VISITING, access_of, card_of, find_visitable
from tenants.visits.states import (
    LONGEST,
    SHORTEST,
    VISIT,
    Access,
    VisitKind,
    VisitMove,
    VisitState,
)
from tenants.visits.types import HandOver, NewVisit, Visitable, VisitCard

LEAST_COMMENT = 5
PATH_LENGTH = 1000
MINUTE = timedelta(minutes=1)


@transaction.atomic
def offer_visit(slug: str, new: NewVisit, *, stamp: Stamp) -> UUID:
    """Prepare a visit; its time runs from now on, and ends it whether or not it is used.

    Refuses with NotPermitted, TenantNotFound, CompanyRests, VisitsClosed, RoleTooWide or
    VisitInvalid.
    """
    found = find_visitable(slug, actor=stamp.by)
    _must_be_let_in(found, new.role)
    tenant = Tenant.objects.get(id=found.id)
    if tenant.state not in WORKING:
        raise CompanyRests(slug=slug, state=tenant.state)
    length = new.minutes * MINUTE
    if len(new.comment.strip()) < LEAST_COMMENT or not SHORTEST <= length <= LONGEST:
        raise VisitInvalid(least=SHORTEST // MINUTE, most=LONGEST // MINUTE)

    visit = Visit(
        tenant=tenant,
        kind=found.kind,
        operator_id=stamp.by.id or NOBODY,
        operator=new.operator,
        comment=new.comment.strip(),
        role=new.role,
        state=VISIT.start,
        offered_at=stamp.at,
        ends_at=stamp.at + length,
    )
    visit.save(force_insert=True)
    return visit.id


@transaction.atomic
def hand_over(visit_id: UUID, *, slug: str, stamp: Stamp) -> HandOver:
    """Return the way into the company, good once and for half a minute, for the visitor alone.

    Refuses with VisitNotFound, TenantNotFound, NotPermitted, VisitsClosed, RoleTooWide or
    MoveNotAllowed.
    """
    visit = _lock(visit_id)
    stamp.by.reach(VISITING)
    if visit.operator_id != stamp.by.id or visit.tenant.slug != slug:
        raise VisitNotFound
    _must_be_let_in(find_visitable(slug, actor=stamp.by), visit.role)
    VISIT.after(_state_of(visit, stamp.at), VisitMove.ENTER)

    host = Domain.objects.get(tenant_id=visit.tenant_id, is_primary=True).host
    ticket = rules.make_ticket(settings.SECRET_KEY, visit=str(visit.id), host=host, at=stamp.at)
    visit.ticket = rules.digest_of(ticket)
    visit.save(update_fields=["ticket"])
    return HandOver(host, ticket)


def enter_visit(ticket: str, *, tenant_id: UUID, host: str, at: datetime) -> VisitCard:
    """Begin a visit with the ticket of its hand-over, which is of no use afterwards.

    The ticket is the right to do this. Refuses with TicketInvalid.
    """
    found = rules.visit_of(settings.SECRET_KEY, ticket, host=host, at=at)
    if found is None:
        raise TicketInvalid
    with enter(PLATFORM):
        visit = _begin(UUID(found), ticket=ticket, tenant_id=tenant_id, at=at)
        tell_company(visit.id, at=at)
        return card_of(visit)


@transaction.atomic
def _begin(visit_id: UUID, *, ticket: str, tenant_id: UUID, at: datetime) -> Visit:
    row = Visit.objects.select_for_update().filter(id=visit_id, tenant_id=tenant_id).first()
    if row is None or row.ticket != rules.digest_of(ticket):
        raise TicketInvalid
    state = _state_of(row, at)
    if state is VisitState.ENDED or not _is_let_in(row):
        raise TicketInvalid
    row.state = VISIT.after(state, VisitMove.ENTER)
    row.ticket = ""
    row.entered_at = row.entered_at or at
    row.save(update_fields=["state", "ticket", "entered_at"])
    return row


def note_step(visit_id: UUID, *, method: str, path: str, at: datetime) -> VisitCard | None:
    """Write down an address before it is answered; None where the visit is over."""
    with enter(PLATFORM), transaction.atomic():
        row = Visit.objects.filter(id=visit_id).first()
        if row is None or _state_of(row, at) is not VisitState.RUNNING or not _is_let_in(row):
            return None
        VisitStep(visit=row, at=at, method=method, path=path[:PATH_LENGTH]).save(force_insert=True)
        return card_of(row)


def _state_of(row: Visit, at: datetime) -> VisitState:
    """Return the state at a moment: time ends a visit whether or not anybody wrote it down."""
    return VisitState.ENDED if at >= row.ends_at else VisitState(row.state)


def _lock(visit_id: UUID) -> Visit:
    row = Visit.objects.select_for_update().filter(id=visit_id).first()
    if row is None:
        raise VisitNotFound
    return row


def _is_let_in(row: Visit) -> bool:
    return rules.is_let_in(access_of(row.tenant_id, VisitKind(row.kind)), row.role)


def _must_be_let_in(company: Visitable, role: str) -> None:
    """Refuse with VisitsClosed or RoleTooWide where the company does not let so far in."""
    if company.access is Access.OFF:
        raise VisitsClosed(slug=company.slug)
    if not rules.is_let_in(company.access, role):
        raise RoleTooWide(slug=company.slug, role=role)
