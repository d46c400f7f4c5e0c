"""From a proven address to an open company: step by step, each of them safe to do again.

The row is the only memory. Whoever dies here is followed by somebody who reads which steps
are done; two who work at once do each step twice, to the same effect.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import F
from django.utils.translation import gettext, override

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from tenants import operations as roll
from tenants.errors import SlugTaken
from tenants.models import Domain, Group, Tenant
from tenants.openings.events import CompanyOpened, OpeningFailed
from tenants.openings.models import Opening, OpeningStep
from tenants.openings.operations.mails import owe_mail
from tenants.openings.ports import FirstOwner, invite_owner
from tenants.openings.rules import links
from tenants.openings.states import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    UNDER_WAY,
    MailKind,
    OpeningMove,
    OpeningState,
    Step,
)
from tenants.plans.operations import subscribe
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant

log = structlog.get_logger(__name__)

HEAD_OFFICE = "hq"


def run_opening(opening: UUID, *, stamp: Stamp) -> None:
    """Do what is left of an opening; what fails for an accident is tried again later."""
    with enter(PLATFORM):
        if not _begin(opening, stamp):
            return
        for step in _left(opening):
            _note_attempt(opening, step)
            reached(f"openings.{step}_begun")
            try:
                _DO[step](opening, stamp)
            except Refusal as refusal:
                if refusal.retry_after is not None:  # a no for now
                    _put_off(opening, step=step, error=refusal, stamp=stamp)
                    return
                _fail(opening, step=step, error=refusal.code, stamp=stamp)
                return
            except Exception as error:
                log.exception("opening_step_failed", opening=str(opening), step=step)
                _put_off(opening, step=step, error=error, stamp=stamp)
                return
            reached(f"openings.{step}_done")
        _finish(opening, stamp)
        reached("openings.finished")


@transaction.atomic
def _begin(opening: UUID, stamp: Stamp) -> bool:
    """Take the opening up and keep the sweep away from it for a while."""
    row = _lock(opening)
    if row.state not in UNDER_WAY:
        return False
    if row.state == OpeningState.CONFIRMED:
        row.move(OpeningMove.BEGIN)
    row.next_try_at = stamp.at + LEASE
    row.save(update_fields=["state", "next_try_at"])
    return True


def _left(opening: UUID) -> list[Step]:
    rows = OpeningStep.objects.filter(opening=opening, done_at__isnull=True)
    return [Step(name) for name in rows.order_by("position").values_list("step", flat=True)]


@transaction.atomic
def _reserve(opening: UUID, stamp: Stamp) -> None:
    """Take the name for good, with a group of its own unless an operator named one."""
    row = _lock(opening)
    if _is_done(row, Step.RESERVE):
        return
    taken = Tenant.objects.filter(slug=row.slug) or Domain.objects.filter(host=row.host)
    if taken or (not row.group and Group.objects.filter(slug=row.slug).exists()):
        raise SlugTaken(slug=row.slug)
    if not row.group:
        row.group, row.unit = row.slug, HEAD_OFFICE
        roll.open_group(row.group, name=row.name, stamp=stamp)
        with override(row.language):
            name = gettext("Head office")
        roll.open_unit(row.group, code=row.unit, name=name, stamp=stamp)
        row.save(update_fields=["group", "unit"])
    _note_done(row, Step.RESERVE, stamp)


def _provision(opening: UUID, stamp: Stamp) -> None:
    """Make the schema. By its name and group it is found again, however often this runs."""
    row = Opening.objects.get(id=opening)
    scope = provision_tenant(
        NewTenant(
            slug=row.slug,
            name=row.name,
            group=row.group,
            unit=row.unit,
            host=row.host,
            plan=row.plan,
        ),
        stamp=stamp,
    )
    reached("openings.schema_built")
    with transaction.atomic():
        row = _lock(opening)
        row.tenant_id = scope.tenant_id
        row.save(update_fields=["tenant_id"])
        _note_done(row, Step.PROVISION, stamp)


@transaction.atomic
def _subscribe(opening: UUID, stamp: Stamp) -> None:
    """Begin the plan, with its trial if it costs something."""
    row = _lock(opening)
    subscribe(_scope_of(row).tenant_id, stamp=stamp)
    _note_done(row, Step.SUBSCRIBE, stamp)


def _invite(opening: UUID, stamp: Stamp) -> None:
    """Make the first owner's invitation in the company's own schema."""
    row = Opening.objects.get(id=opening)
    secret = links.invitation(settings.SECRET_KEY, row.id, nonce=row.nonce)
    with enter(_scope_of(row)):
        invite_owner(FirstOwner(row.email, row.person, secret), stamp)
    reached("openings.owner_invited")
    with transaction.atomic():
        _note_done(_lock(opening), Step.INVITE, stamp)


_DO: dict[Step, Callable[[UUID, Stamp], None]] = {
    Step.RESERVE: _reserve,
    Step.PROVISION: _provision,
    Step.SUBSCRIBE: _subscribe,
    Step.INVITE: _invite,
}


@transaction.atomic
def _finish(opening: UUID, stamp: Stamp) -> None:
    row = _lock(opening)
    if row.state != OpeningState.OPENING:
        return  # somebody else was quicker
    row.move(OpeningMove.FINISH)
    row.finished_at, row.next_try_at = stamp.at, None
    row.save(update_fields=["state", "finished_at", "next_try_at"])
    owe_mail(row, MailKind.WELCOME, stamp=stamp)
    record(CompanyOpened(opening=row.id, tenant_id=_scope_of(row).tenant_id, stamp=stamp))


@transaction.atomic
def _fail(opening: UUID, *, step: Step, error: str, stamp: Stamp) -> None:
    """Give up until somebody asks for another try: an expected no will be the same no again."""
    row = _lock(opening)
    if row.state != OpeningState.OPENING:
        return  # somebody else was quicker
    row.move(OpeningMove.FAIL)
    row.next_try_at = None
    row.save(update_fields=["state", "next_try_at"])
    row.steps.filter(step=step).update(error=error)
    record(OpeningFailed(opening=row.id, step=step, error=error, stamp=stamp))


def _put_off(opening: UUID, *, step: Step, error: Exception, stamp: Stamp) -> None:
    """Wait before the next try, twice as long each time; after the last one, fail."""
    close_old_connections()  # the accident may have been the connection's
    attempts = OpeningStep.objects.get(opening=opening, step=step).attempts
    if attempts >= MOST_ATTEMPTS:
        _fail(opening, step=step, error=type(error).__name__, stamp=stamp)
        return
    wait = min(timedelta(seconds=2**attempts), LONGEST_WAIT)
    OpeningStep.objects.filter(opening=opening, step=step).update(error=type(error).__name__)
    Opening.objects.filter(id=opening).update(next_try_at=stamp.at + wait)


def _lock(opening: UUID) -> Opening:
    return Opening.objects.select_for_update().get(id=opening)


def _scope_of(row: Opening) -> Scope:
    found = directory().by_id(row.tenant_id) if row.tenant_id else None
    if found is None:
        raise RuntimeError("an opening whose company was provisioned has it on the roll")
    return found.scope


def _is_done(row: Opening, step: Step) -> bool:
    return row.steps.filter(step=step, done_at__isnull=False).exists()


def _note_attempt(opening: UUID, step: Step) -> None:
    rows = OpeningStep.objects.filter(opening=opening, step=step)
    rows.update(attempts=F("attempts") + 1, error="")


def _note_done(row: Opening, step: Step, stamp: Stamp) -> None:
    row.steps.filter(step=step, done_at__isnull=True).update(done_at=stamp.at, error="")
