"""Asking for a company, proving the address, trying again."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tenants.errors import SlugTaken
from tenants.models import Plan
from tenants.openings.errors import (
    LinkExpired,
    LinkInvalid,
    LinkUsed,
    OpeningNotFound,
    PlanNotOffered,
)
from tenants.openings.events import OpeningConfirmed, OpeningRequested
from tenants.openings.models import Opening, OpeningMail, OpeningStep
from tenants.openings.operations.mails import owe_mail
from tenants.openings.operations.soon import pursue_on_commit
from tenants.openings.operations.upkeep import expire_overdue
from tenants.openings.queries import host_of, is_free
from tenants.openings.rules import links, names
from tenants.openings.states import (
    RESERVED_FOR,
    UNDER_WAY,
    MailKind,
    OpeningMove,
    OpeningState,
    Step,
)
from tenants.openings.types import NewOpening

SITE, OPERATOR = "site", "operator"


@transaction.atomic
def request_opening(new: NewOpening, *, token: str, stamp: Stamp) -> UUID:
    """Keep a name for a day and owe the asker a mail; the same form twice is one request.

    Whether the address is known makes no difference here: the mail alone tells. Refuses with
    SlugInvalid, SlugReserved, SlugTaken or PlanNotOffered.
    """
    return _take(new, token=token, source=SITE, stamp=stamp).id


@transaction.atomic
def open_for(new: NewOpening, *, stamp: Stamp) -> UUID:
    """Open a company on an operator's word, on the same path but confirmed from the start.

    Refuses with NotPermitted, SlugInvalid, SlugReserved, SlugTaken or PlanNotOffered.
    """
    stamp.by.must("tenants:edit")
    row = _take(new, token=str(new_id()), source=OPERATOR, stamp=stamp)
    _confirm(row, stamp)
    return row.id


@transaction.atomic
def confirm_opening(token: str, *, stamp: Stamp) -> UUID:
    """Take the link of a mail as proof of the address, once, and set the work going.

    Refuses with LinkInvalid, LinkUsed or LinkExpired.
    """
    opening = links.confirmed_by(settings.SECRET_KEY, token)
    row = Opening.objects.select_for_update().filter(id=opening).first() if opening else None
    if row is None:
        raise LinkInvalid
    if row.state == OpeningState.EXPIRED:
        raise LinkExpired
    if row.state != OpeningState.REQUESTED:
        raise LinkUsed
    if row.expires_at <= stamp.at:
        raise LinkExpired

    _confirm(row, stamp)
    return row.id


@transaction.atomic
def ask_again(email: str, *, stamp: Stamp) -> None:
    """Owe another mail to an address for each of its requests that still waits.

    It says nothing about whether there is one: the asker has proven nothing.
    """
    waiting = Opening.objects.select_for_update().filter(
        email=email.lower(), state=OpeningState.REQUESTED, expires_at__gt=stamp.at
    )
    for row in waiting.order_by("id"):
        owe_mail(row, MailKind.CONFIRM, stamp=stamp)
        pursue_on_commit(row.id)


@transaction.atomic
def retry_opening(opening: UUID, *, stamp: Stamp) -> None:
    """Go on with an opening that has failed, at the step where it did.

    Refuses with OpeningNotFound, NotPermitted or MoveNotAllowed.
    """
    row = Opening.objects.select_for_update().filter(id=opening).first()
    if row is None:
        raise OpeningNotFound(key=opening)
    stamp.by.must("tenants:edit", "openings:edit", scope=(f"opening:{opening}",))

    if row.state not in UNDER_WAY:
        row.move(OpeningMove.RETRY)
        row.steps.filter(done_at__isnull=True).update(attempts=0, error="")
    row.next_try_at = stamp.at
    row.save(update_fields=["state", "next_try_at"])
    pursue_on_commit(row.id)


def _take(new: NewOpening, *, token: str, source: str, stamp: Stamp) -> Opening:
    """Write the request, which holds its name from now on."""
    found = Opening.objects.filter(token=token).first()
    if found is not None:
        return found
    names.must_be_usable(new.slug)
    plans = Plan.objects.filter(code=new.plan)
    if not (plans.filter(is_public=True) if source == SITE else plans).exists():
        raise PlanNotOffered(plan=new.plan, errors={"plan": new.plan})
    expire_overdue(slug=new.slug, stamp=stamp)
    if not is_free(new.slug, at=stamp.at):  # perhaps by this very form, a moment ago
        return _earlier(token, new.slug)
    return _insert(new, token=token, source=source, stamp=stamp)


def _insert(new: NewOpening, *, token: str, source: str, stamp: Stamp) -> Opening:
    row = Opening(
        slug=new.slug,
        host=host_of(new.slug),
        name=new.name,
        email=new.email.lower(),
        person=new.person,
        language=new.language,
        plan=new.plan,
        group=new.group,
        unit=new.unit,
        source=source,
        token=token,
        nonce=new_id().hex,
        requested_at=stamp.at,
        expires_at=stamp.at + RESERVED_FOR,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody was quicker: with the same form, or with the same name
        return _earlier(token, new.slug)
    OpeningStep.objects.bulk_create(
        OpeningStep(opening=row, position=position, step=step)
        for position, step in enumerate(Step)
    )
    if source == SITE:
        owe_mail(row, MailKind.CONFIRM, stamp=stamp)
        pursue_on_commit(row.id)
    record(
        OpeningRequested(opening=row.id, slug=row.slug, plan=row.plan, source=source, stamp=stamp)
    )
    return row


def _earlier(token: str, slug: str) -> Opening:
    found = Opening.objects.filter(token=token).first()
    if found is None:
        raise SlugTaken(slug=slug, errors={"slug": slug})
    return found


def _confirm(row: Opening, stamp: Stamp) -> None:
    row.move(OpeningMove.CONFIRM)
    row.confirmed_at = row.next_try_at = stamp.at
    row.save(update_fields=["state", "confirmed_at", "next_try_at"])
    OpeningMail.objects.filter(opening=row, sent_at__isnull=True).delete()
    pursue_on_commit(row.id)
    record(OpeningConfirmed(opening=row.id, stamp=stamp))
