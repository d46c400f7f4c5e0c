"""A company's domains: claimed, proved, put to use, taken away."""

import secrets
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_feature
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tenants.directory import roll_changed, scope_of
from tenants.errors import (
    DnsUnavailable,
    DomainInactive,
    DomainInvalid,
    DomainKept,
    DomainNotFound,
    DomainTaken,
    DomainUnproven,
    TooManyDomains,
)
from tenants.events import (
    DomainActivated,
    DomainAdded,
    DomainFailed,
    DomainMadePrimary,
    DomainRemoved,
    DomainVerified,
)
from tenants.models import Domain
from tenants.operations.locks import lock_tenant
from tenants.ports import resolver
from tenants.rules.domains import domain_of, is_ours, move_after, proof_in, record_of
from tenants.states import DOMAIN, HELD, DomainKind, DomainMove, DomainState, Proof

MOST = 20
TOKEN_BYTES = 24
EDITORS = ("account:edit", "tenants:edit")


@transaction.atomic
def add_domain(tenant_id: UUID, *, host: str, stamp: Stamp) -> str:
    """Claim a domain for a company and return it as it is kept; a claim again is the same one.

    Refuses with DomainInvalid, TenantNotFound, NotPermitted, FeatureNotInPlan, DomainTaken or
    TooManyDomains.
    """
    written, host = host, domain_of(host) or ""
    if not host or is_ours(host, suffix=settings.TENANT_SUFFIX, public=settings.PUBLIC_HOSTS):
        raise DomainInvalid(host=written)
    tenant = lock_tenant(tenant_id)
    stamp.by.must(*EDITORS)
    with enter(scope_of(tenant)):
        must_have_feature("custom_domains")
    own = Domain.objects.filter(tenant_id=tenant_id)
    if own.filter(host=host).exists():
        return host
    _must_be_free(host, tenant_id)
    if own.filter(kind=DomainKind.CUSTOM).count() >= MOST:
        raise TooManyDomains(limit=MOST)

    Domain(
        host=host,
        tenant_id=tenant_id,
        kind=DomainKind.CUSTOM,
        state=DOMAIN.start,
        is_primary=False,
        token=secrets.token_urlsafe(TOKEN_BYTES),
    ).save(force_insert=True)

    record(DomainAdded(tenant_id=tenant_id, host=host, stamp=stamp))
    return host


def verify_domain(tenant_id: UUID, *, host: str, stamp: Stamp) -> None:
    """Look at a domain's TXT record, note what it says, and verify the domain if it is right.

    The network is asked between two transactions, never inside one. Refuses with
    NotPermitted, DomainNotFound, DomainTaken, DomainUnproven or DnsUnavailable.
    """
    stamp.by.must(*EDITORS)
    found = Domain.objects.filter(tenant_id=tenant_id, host=host).first()
    if found is None or found.kind == DomainKind.PLATFORM:
        raise DomainNotFound(host=host)
    name, text = record_of(host, found.token)
    proof = _look(name, token=found.token)
    try:
        _note(tenant_id, host=host, proof=proof, stamp=stamp)
    except IntegrityError as error:
        raise DomainTaken(host=host) from error
    if proof is Proof.UNAVAILABLE:
        raise DnsUnavailable(name=name)
    if proof is not Proof.FOUND:
        raise DomainUnproven(name=name, text=text)


@transaction.atomic
def activate_domain(tenant_id: UUID, *, host: str, stamp: Stamp) -> None:
    """Let a verified domain lead to its company.

    Refuses with TenantNotFound, NotPermitted, DomainNotFound or MoveNotAllowed.
    """
    domain = _lock(tenant_id, host)
    stamp.by.must(*EDITORS)

    domain.state = DOMAIN.after(DomainState(domain.state), DomainMove.ACTIVATE)
    domain.save(update_fields=["state"])
    roll_changed()

    record(DomainActivated(tenant_id=tenant_id, host=host, stamp=stamp))


@transaction.atomic
def make_primary(tenant_id: UUID, *, host: str, stamp: Stamp) -> None:
    """Let pages asked of a company's other hosts be sent on to this one.

    Refuses with TenantNotFound, NotPermitted, DomainNotFound or DomainInactive.
    """
    domain = _lock(tenant_id, host)
    stamp.by.must(*EDITORS)
    if domain.state != DomainState.ACTIVE:
        raise DomainInactive(host=host)

    _make_primary(domain)

    record(DomainMadePrimary(tenant_id=tenant_id, host=host, stamp=stamp))


@transaction.atomic
def remove_domain(tenant_id: UUID, *, host: str, stamp: Stamp) -> None:
    """Take a domain from a company; anybody may claim it then.

    Refuses with TenantNotFound, NotPermitted, DomainNotFound or DomainKept.
    """
    domain = _lock(tenant_id, host)
    stamp.by.must(*EDITORS)
    others = Domain.objects.filter(tenant_id=tenant_id).exclude(id=domain.id)
    if domain.kind == DomainKind.PLATFORM or not others.exists():
        raise DomainKept(host=host)

    if domain.is_primary:
        _lead_home(tenant_id)
    domain.delete()
    roll_changed()

    record(DomainRemoved(tenant_id=tenant_id, host=host, stamp=stamp))


def recheck_domain(domain_id: UUID, *, stamp: Stamp) -> None:
    """Look again at a domain that a company holds; it fails once its record is gone for days.

    Refuses with NotPermitted.
    """
    stamp.by.must("tenants:edit")
    found = Domain.objects.filter(id=domain_id, kind=DomainKind.CUSTOM).first()
    if found is None:
        return  # removed since the list was made
    name, _text = record_of(found.host, found.token)
    proof = _look(name, token=found.token)
    try:
        _note(found.tenant_id, host=found.host, proof=proof, stamp=stamp)
    except DomainNotFound:
        return  # removed while the name server was asked


def _look(name: str, *, token: str) -> Proof:
    try:
        return proof_in(resolver().txt(name), token=token)
    except DnsUnavailable:
        return Proof.UNAVAILABLE


@transaction.atomic
def _note(tenant_id: UUID, *, host: str, proof: Proof, stamp: Stamp) -> None:
    """Keep what a look at the record said, and move the domain by it."""
    domain = _lock(tenant_id, host)
    gone = proof in {Proof.MISSING, Proof.WRONG} and domain.state in HELD
    kept = domain.failing_since if proof is Proof.UNAVAILABLE else None
    domain.failing_since = (domain.failing_since or stamp.at) if gone else kept
    domain.checked_at, domain.problem = stamp.at, "" if proof is Proof.FOUND else proof
    state = DomainState(domain.state)
    move = move_after(state, proof, failing_since=domain.failing_since, at=stamp.at)
    if move is not None:
        domain.state = DOMAIN.after(state, move)
    if move is DomainMove.VERIFY:
        _must_be_free(host, tenant_id)
        domain.verified_at = stamp.at
    domain.save()
    if move is DomainMove.VERIFY:
        record(DomainVerified(tenant_id=tenant_id, host=host, stamp=stamp))
    elif move is DomainMove.FAIL:
        _fall(domain)
        record(DomainFailed(tenant_id=tenant_id, host=host, proof=proof, stamp=stamp))


def _must_be_free(host: str, tenant_id: UUID) -> None:
    """Refuse with DomainTaken if another company holds the host; claims of it wait here."""
    lock_name(f"domain:{host}")
    if Domain.objects.filter(host=host, state__in=HELD).exclude(tenant_id=tenant_id).exists():
        raise DomainTaken(host=host)


def _lock(tenant_id: UUID, host: str) -> Domain:
    """Lock a company and one of its domains, or refuse."""
    lock_tenant(tenant_id)
    found = Domain.objects.select_for_update().filter(tenant_id=tenant_id, host=host).first()
    if found is None:
        raise DomainNotFound(host=host)
    return found


def _fall(domain: Domain) -> None:
    """Stop sending people to a domain that is not its company's any more."""
    if domain.is_primary:
        _lead_home(domain.tenant_id)
    roll_changed()


def _lead_home(tenant_id: UUID) -> None:
    """Make the address that the platform gave to a company its primary one again."""
    _make_primary(Domain.objects.get(tenant_id=tenant_id, kind=DomainKind.PLATFORM))


def _make_primary(domain: Domain) -> None:
    Domain.objects.filter(tenant_id=domain.tenant_id, is_primary=True).update(is_primary=False)
    Domain.objects.filter(id=domain.id).update(is_primary=True)
    roll_changed()
