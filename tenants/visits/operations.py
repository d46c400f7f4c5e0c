"""Everything that changes a support visit."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from guildhall.kernel.tenancy.context import NOBODY
from guildhall.kernel.tenancy.roll import WORKING
from tenants.directory import scope_of
from tenants.errors import TenantNotFound
from tenants.models import Domain, Tenant
from tenants.visits import rules
from tenants.visits.errors import CompanyRests, TicketInvalid, VisitInvalid, VisitNotFound
from tenants.visits.events import SupportVisitEnded, SupportVisitStarted
from tenants.visits.models import Visit, VisitStep
from tenants.visits.queries import card_of
from tenants.visits.states import LONGEST, SHORTEST, VISIT, EndedBy, VisitMove, VisitState
from tenants.visits.types import HandOver, NewVisit, VisitCard

LEAST_COMMENT = 5
PATH_LENGTH = 1000
MINUTE = timedelta(minutes=1)


@transaction.atomic
def offer_visit(slug: str, new: NewVisit, *, stamp: Stamp) -> UUID:
    """Prepare a visit; its time runs from now on, and ends it whether or not it is used.

    Refuses with TenantNotFound, NotPermitted, CompanyRests or VisitInvalid.
    """
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise TenantNotFound(slug=slug)
    stamp.by.must("visits:edit")
    if tenant.state not in WORKING:
        raise CompanyRests(slug=slug, state=tenant.state)
    length = new.minutes * MINUTE
    if len(new.comment.strip()) < LEAST_COMMENT or not SHORTEST <= length <= LONGEST:
        raise VisitInvalid(least=SHORTEST // MINUTE, most=LONGEST // MINUTE)

    visit = Visit(
        tenant=tenant,
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

    Refuses with VisitNotFound, NotPermitted or MoveNotAllowed.
    """
    visit = _lock(visit_id)
    stamp.by.must("visits:edit")
    if visit.operator_id != stamp.by.id or visit.tenant.slug != slug:
        raise VisitNotFound
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
    if state is VisitState.ENDED:
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
        if row is None or _state_of(row, at) is not VisitState.RUNNING:
            return None
        VisitStep(visit=row, at=at, method=method, path=path[:PATH_LENGTH]).save(force_insert=True)
        return card_of(row)


def end_visit(visit_id: UUID, *, stamp: Stamp) -> None:
    """End a visit on an operator's word, or on the visitor's own.

    Refuses with VisitNotFound or NotPermitted.
    """
    if stamp.by.name != f"visit:{visit_id}":
        stamp.by.must("visits:edit")
    _end(visit_id, by=EndedBy.OPERATOR, at=stamp.at)


def send_away(tenant_id: UUID, visit_id: UUID, *, stamp: Stamp) -> None:
    """End a visit on the word of the company that is visited.

    Refuses with NotPermitted or VisitNotFound.
    """
    stamp.by.must("account:edit")
    with enter(PLATFORM):
        if not Visit.objects.filter(id=visit_id, tenant_id=tenant_id).exists():
            raise VisitNotFound
    _end(visit_id, by=EndedBy.COMPANY, at=stamp.at)


def end_overdue(*, stamp: Stamp) -> int:
    """End the visits whose time is over, tell companies what they were not told, count them.

    Refuses with NotPermitted.
    """
    stamp.by.must("visits:edit")
    open_ones = Visit.objects.exclude(state=VisitState.ENDED)
    over = list(open_ones.filter(ends_at__lte=stamp.at).values_list("id", flat=True))
    for visit_id in over:
        _end(visit_id, by=EndedBy.TIME, at=stamp.at)
    untold = Visit.objects.filter(state=VisitState.ENDED, end_told=False) | Visit.objects.filter(
        state=VisitState.RUNNING, start_told=False
    )
    for visit_id in list(untold.values_list("id", flat=True)):
        tell_company(visit_id, at=stamp.at)
    return len(over)


def _end(visit_id: UUID, *, by: EndedBy, at: datetime) -> None:
    with enter(PLATFORM):
        with transaction.atomic():
            row = _lock(visit_id)
            if row.state != VisitState.ENDED:
                timely = at < row.ends_at
                row.state = VISIT.after(VisitState(row.state), VisitMove.END)
                row.ended_at = at if timely else row.ends_at
                row.ended_by = by if timely else EndedBy.TIME
                row.ticket = ""
                row.save(update_fields=["state", "ended_at", "ended_by", "ticket"])
        tell_company(visit_id, at=at)


def tell_company(visit_id: UUID, *, at: datetime) -> None:
    """Record a visit's beginning and end in the company's own trail, once it can be written.

    Two schemas, two transactions: what could not be told now is told by the next sweep.
    """
    row = Visit.objects.select_related("tenant").get(id=visit_id)
    if TenantState(row.tenant.state) not in WORKING or row.entered_at is None:
        if row.entered_at is None and row.state == VisitState.ENDED:
            Visit.objects.filter(id=visit_id).update(start_told=True, end_told=True)
        return
    stamp = system_stamp(f"visit:{row.id}", at)
    if not row.start_told:
        started = SupportVisitStarted(
            visit=row.id, role=row.role, ends_at=row.ends_at, stamp=stamp
        )
        _record(row, started)
        Visit.objects.filter(id=visit_id).update(start_told=True)
    if row.state == VisitState.ENDED and not row.end_told:
        opened = VisitStep.objects.filter(visit=row).count()
        ended = SupportVisitEnded(visit=row.id, ended_by=row.ended_by, opened=opened, stamp=stamp)
        _record(row, ended)
        Visit.objects.filter(id=visit_id).update(end_told=True)


def _record(row: Visit, event: SupportVisitStarted | SupportVisitEnded) -> None:
    with enter(scope_of(row.tenant)), transaction.atomic():
        record(event)


def _state_of(row: Visit, at: datetime) -> VisitState:
    """Return the state at a moment: time ends a visit whether or not anybody wrote it down."""
    return VisitState.ENDED if at >= row.ends_at else VisitState(row.state)


def _lock(visit_id: UUID) -> Visit:
    row = Visit.objects.select_for_update().filter(id=visit_id).first()
    if row is None:
        raise VisitNotFound
    return row
