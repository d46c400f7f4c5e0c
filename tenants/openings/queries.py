"""What can be asked about companies on their way."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from guildhall.kernel.refusals import Refusal
from tenants.models import Domain, Group, Tenant
from tenants.openings.errors import LinkExpired, LinkInvalid, LinkUsed, OpeningNotFound
from tenants.openings.models import Opening
from tenants.openings.rules import links, names
from tenants.openings.states import HOLDING, UNDER_WAY, OpeningState, Step
from tenants.openings.types import OpeningCard, SlugState, StepCard


def host_of(slug: str) -> str:
    """Return the address that a company of this name gets on the platform's own domain."""
    return f"{slug}.{settings.TENANT_SUFFIX}"


def origin_of(host: str) -> str:
    """Return where a host of this platform is reached, for links in mails."""
    return f"{settings.WEB_SCHEME}://{host}{settings.WEB_PORT}"


def is_free(slug: str, *, at: datetime) -> bool:
    """Return whether no company, group, domain or pending opening has this name."""
    held = Q(slug=slug, state__in=HOLDING) & ~Q(state=OpeningState.REQUESTED, expires_at__lte=at)
    return not (
        Tenant.objects.filter(slug=slug).exists()
        or Group.objects.filter(slug=slug).exists()
        or Domain.objects.filter(host=host_of(slug)).exists()
        or Opening.objects.filter(held).exists()
    )


def judge_slug(slug: str, *, at: datetime) -> SlugState:
    """Return whether a name can be had, for the form to say while somebody types."""
    try:
        names.must_be_usable(slug)
    except Refusal as refusal:
        reserved = refusal.code.endswith("reserved")
        return SlugState.RESERVED if reserved else SlugState.INVALID
    return SlugState.FREE if is_free(slug, at=at) else SlugState.TAKEN


def propose_slug(name: str) -> str:
    """Return a name for the address, made from the company's."""
    return names.propose(name)


def id_of_link(token: str) -> UUID | None:
    """Return which opening a link in a mail belongs to, whatever has become of it."""
    return links.confirmed_by(settings.SECRET_KEY, token)


def find_by_link(token: str, *, at: datetime) -> OpeningCard:
    """Return the request that a link in a mail confirms.

    Refuses with LinkInvalid, LinkUsed or LinkExpired.
    """
    opening = id_of_link(token)
    row = Opening.objects.filter(id=opening).first() if opening else None
    if row is None:
        raise LinkInvalid
    if row.state == OpeningState.EXPIRED or (
        row.state == OpeningState.REQUESTED and row.expires_at <= at
    ):
        raise LinkExpired
    if row.state != OpeningState.REQUESTED:
        raise LinkUsed
    return _card(row)


def get_opening(opening: UUID) -> OpeningCard:
    """Return one opening with its steps, or refuse with OpeningNotFound."""
    row = Opening.objects.filter(id=opening).first()
    if row is None:
        raise OpeningNotFound(key=opening)
    return _card(row)


def find_opening(key: str) -> OpeningCard:
    """Return the latest opening of a name, or refuse with OpeningNotFound."""
    row = Opening.objects.filter(slug=key).order_by("-requested_at").first()
    if row is None:
        raise OpeningNotFound(key=key)
    return _card(row)


def list_openings(
    *, states: Collection[OpeningState] = tuple(OpeningState), most: int = 200
) -> tuple[OpeningCard, ...]:
    """Return openings in these states, the latest first."""
    rows = Opening.objects.filter(state__in=states).prefetch_related("steps")
    return tuple(_card(row) for row in rows.order_by("-requested_at")[:most])


def list_due(*, at: datetime, most: int = 100) -> tuple[UUID, ...]:
    """Return the openings that somebody should go on with: a step or a mail is due."""
    steps = Q(state__in=UNDER_WAY, next_try_at__lte=at)
    mails = Q(mails__sent_at__isnull=True, mails__next_try_at__lte=at)
    found = Opening.objects.filter(steps | mails).order_by("requested_at").distinct()
    return tuple(found.values_list("id", flat=True)[:most])


def get_invitation_secret(opening: UUID) -> str:
    """Return the secret of the first owner's link. For whoever has proven the address."""
    row = Opening.objects.get(id=opening)
    return links.invitation(settings.SECRET_KEY, row.id, nonce=row.nonce)


def _card(row: Opening) -> OpeningCard:
    steps = sorted(row.steps.all(), key=lambda each: each.position)
    return OpeningCard(
        id=row.id,
        slug=row.slug,
        name=row.name,
        host=row.host,
        plan=row.plan,
        state=OpeningState(row.state),
        source=row.source,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        tenant_id=row.tenant_id,
        steps=tuple(
            StepCard(Step(each.step), each.attempts, each.done_at is not None, each.error)
            for each in steps
        ),
    )
