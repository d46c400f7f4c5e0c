"""How a visit begins, and what is written down while it runs."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.kernel.tenancy.context import NOBODY
from guildhall.kernel.tenancy.roll import WORKING
from tenants.models import Domain, Tenant
from tenants.visits import rules
from tenants.visits.errors import (
    CompanyRests,
    EntryRefused,
    RoleTooWide,
    VisitInvalid,
    VisitNotFound,
    VisitsClosed,
)
from tenants.visits.events import SupportVisitPageOpened
from tenants.visits.models import Visit, VisitStep
from tenants.visits.operations.telling import tell_company
from tenants.visits.ports import public_host
from tenants.visits.queries import VISITING, access_of, card_of, find_visitable, may_visit
from tenants.visits.states import (
    LONGEST,
    SHORTEST,
    VISIT,
    Access,
    VisitKind,
    VisitMove,
    VisitState,
)
from tenants.visits.types import Doorway, Entry, NewVisit, Question, Visitable, VisitCard

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
def open_door(
    visit_id: UUID, *, slug: str, issuer: str, address_of: Callable[[str], str], stamp: Stamp
) -> str:
    """Let the public issuer know the company's door and return where the visitor goes to.

    `address_of` tells where a host is reached. Refuses with VisitNotFound, TenantNotFound,
    NotPermitted, VisitsClosed, RoleTooWide or MoveNotAllowed.
    """
    visit = _lock(visit_id)
    stamp.by.reach(VISITING)
    if visit.operator_id != stamp.by.id or visit.tenant.slug != slug:
        raise VisitNotFound
    _must_be_let_in(find_visitable(slug, actor=stamp.by), visit.role)
    VISIT.after(_state_of(visit, stamp.at), VisitMove.ENTER)

    host = Domain.objects.get(tenant_id=visit.tenant_id, is_primary=True).host
    address = address_of(host)
    public_host().admit(_door(visit.tenant_id, issuer, address), visit.operator_id, at=stamp.at)
    return address


def ask_who(tenant_id: UUID, *, issuer: str, address: str) -> tuple[str, Question]:
    """Return where the browser proves who it is, and what to remember until it comes back."""
    return public_host().sign_in.ask(_door(tenant_id, issuer, address))


def come_in(
    entry: Entry, told: Mapping[str, str], *, tenant_id: UUID, address: str, at: datetime
) -> VisitCard:
    """Begin or go on with a visit, as whoever the public issuer says that this browser is.

    Refuses with SignInRefused, HqUnreachable or EntryRefused.
    """
    door = _door(tenant_id, entry.issuer, address)
    person = public_host().sign_in.answer(door, entry.question, told, at=at)
    return enter_visit(entry.visit, person=person, tenant_id=tenant_id, at=at)


def enter_visit(visit_id: UUID, *, person: UUID, tenant_id: UUID, at: datetime) -> VisitCard:
    """Begin or go on with a visit, as somebody who is proven to be `person`.

    Refuses with EntryRefused.
    """
    with enter(PLATFORM):
        visit = _begin(visit_id, person=person, tenant_id=tenant_id, at=at)
        tell_company(visit.id, at=at)
        return card_of(visit)


@transaction.atomic
def _begin(visit_id: UUID, *, person: UUID, tenant_id: UUID, at: datetime) -> Visit:
    row = Visit.objects.select_for_update().filter(id=visit_id, tenant_id=tenant_id).first()
    if row is None or row.operator_id != person:
        raise EntryRefused
    state = _state_of(row, at)
    if state is VisitState.ENDED or not (_is_let_in(row) and _may_still(row)):
        raise EntryRefused
    row.state = VISIT.after(state, VisitMove.ENTER)
    row.entered_at = row.entered_at or at
    row.save(update_fields=["state", "entered_at"])
    return row


def note_step(visit_id: UUID, *, method: str, path: str, stamp: Stamp) -> VisitCard | None:
    """Write down an address before it is answered; None where the visit is over.

    Called in the company's scope, whose trail is told of it too. Where either cannot be
    written this fails, and nothing is answered.
    """
    with enter(PLATFORM), transaction.atomic():
        row = Visit.objects.select_related("tenant__unit").filter(id=visit_id).first()
        if row is None or _state_of(row, stamp.at) is not VisitState.RUNNING:
            return None
        if not (_is_let_in(row) and _may_still(row)):
            return None
        step = VisitStep(visit=row, at=stamp.at, method=method, path=path[:PATH_LENGTH])
        step.save(force_insert=True)
        card = card_of(row)
    _tell_step(visit_id, method=method, path=path, stamp=stamp)
    return card


@transaction.atomic
def _tell_step(visit_id: UUID, *, method: str, path: str, stamp: Stamp) -> None:
    bare = path.partition("?")[0][:PATH_LENGTH]
    record(SupportVisitPageOpened(visit=visit_id, method=method, path=bare, stamp=stamp))


def _state_of(row: Visit, at: datetime) -> VisitState:
    """Return the state at a moment: time ends a visit whether or not anybody wrote it down."""
    return VisitState.ENDED if at >= row.ends_at else VisitState(row.state)


def _lock(visit_id: UUID) -> Visit:
    row = Visit.objects.select_for_update().filter(id=visit_id).first()
    if row is None:
        raise VisitNotFound
    return row


def _door(tenant_id: UUID, issuer: str, address: str) -> Doorway:
    return rules.doorway_of(settings.SECRET_KEY, tenant_id, issuer=issuer, address=address)


def _is_let_in(row: Visit) -> bool:
    return rules.is_let_in(access_of(row.tenant_id, VisitKind(row.kind)), row.role)


def _may_still(row: Visit) -> bool:
    """Return whether the visitor may sign in at the public host today, and pay such a visit."""
    person = public_host().look_up(row.operator_id)
    return person is not None and may_visit(row, person)


def _must_be_let_in(company: Visitable, role: str) -> None:
    """Refuse with VisitsClosed or RoleTooWide where the company does not let so far in."""
    if company.access is Access.OFF:
        raise VisitsClosed(slug=company.slug)
    if not rules.is_let_in(company.access, role):
        raise RoleTooWide(slug=company.slug, role=role)
