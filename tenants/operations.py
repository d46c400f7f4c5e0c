"""Everything that changes the roll."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.limits import API_RATE, FEATURES, NAMES
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Allowance, Noted, TenantState
from tenants import rules
from tenants.directory import roll_changed
from tenants.errors import PlanInvalid, PlanNotFound, TenantNotFound
from tenants.events import TenantStateChanged
from tenants.models import Group, Plan, Tenant, Unit
from tenants.states import PAUSES, TenantMove, state_after
from tenants.types import PlanTerms

REASON_LENGTH = 300


@transaction.atomic
def open_group(slug: str, *, name: str, stamp: Stamp) -> UUID:
    """Open a group, or return the one that has this slug."""
    stamp.by.must("tenants:edit")
    group, _ = Group.objects.get_or_create(slug=slug, defaults={"name": name})
    return group.id


@transaction.atomic
def open_unit(
    group: str, *, code: str, name: str, parent: str | None = None, stamp: Stamp
) -> UUID:
    """Add a unit to a group's tree, or return the one that has this code."""
    stamp.by.must("tenants:edit")
    owner = Group.objects.get(slug=group)
    above = Unit.objects.get(group=owner, code=parent) if parent else None
    unit, _ = Unit.objects.get_or_create(
        group=owner, code=code, defaults={"name": name, "parent": above}
    )
    return unit.id


@transaction.atomic
def offer_plan(
    code: str,
    *,
    name: str,
    limits: Mapping[str, int],
    terms: PlanTerms | None = None,
    stamp: Stamp,
) -> UUID:
    """Offer a plan, or change what the plan with this code allows its companies from now on.

    Refuses with NotPermitted or PlanInvalid.
    """
    stamp.by.must("tenants:edit")
    terms = terms or PlanTerms()
    _must_be_sound(code, limits, terms)
    plan, _ = Plan.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "limits": dict(limits),
            "features": dict.fromkeys(sorted(terms.off), False),
            "price": terms.price.amount,
            "currency": terms.price.currency,
            "months": terms.months,
            "is_public": terms.public,
            "position": terms.position,
        },
    )
    for tenant in lock_in_order(Tenant.objects.filter(plan=plan)):
        _apply(plan, tenant)
    return plan.id


@transaction.atomic
def give_plan(tenant_id: UUID, *, plan: str, stamp: Stamp) -> None:
    """Let a plan apply to a company from now on, in every process within a second.

    Refuses with TenantNotFound, NotPermitted or PlanNotFound.
    """
    tenant = _lock(tenant_id)
    stamp.by.must("tenants:edit", "account:edit")
    found = Plan.objects.filter(code=plan).first()
    if found is None:
        raise PlanNotFound(plan=plan)
    tenant.plan = found
    tenant.save(update_fields=["plan"])
    _apply(found, tenant)


@transaction.atomic
def note_use(tenant_id: UUID, *, noted: Mapping[str, Noted], stamp: Stamp) -> None:
    """Let every process know how much a company has used of something, within a second.

    Refuses with TenantNotFound or NotPermitted.
    """
    tenant = _lock(tenant_id)
    stamp.by.must("tenants:edit")
    known = rules.allowance_of(tenant.allowance)
    tenant.allowance = rules.kept_of(replace(known, noted={**known.noted, **noted}))
    tenant.save(update_fields=["allowance"])
    roll_changed()


@transaction.atomic
def move_tenant(slug: str, *, move: TenantMove, reason: str, stamp: Stamp) -> None:
    """Move a tenant along its life, and keep why: msgid or free words, shown to the company.

    Refuses with TenantNotFound, NotPermitted or MoveNotAllowed.
    """
    tenant = Tenant.objects.select_for_update().filter(slug=slug).first()
    if tenant is None:
        raise TenantNotFound(slug=slug)
    stamp.by.must("tenants:edit")

    before = TenantState(tenant.state)
    paused_in = TenantState(tenant.paused_in or TenantState.ACTIVE)
    tenant.state = state_after(before, move, paused_in=paused_in)
    tenant.paused_in = before if move in PAUSES else ""
    tenant.state_reason, tenant.state_since = reason[:REASON_LENGTH], stamp.at
    tenant.save(update_fields=["state", "paused_in", "state_reason", "state_since"])
    roll_changed()

    record(
        TenantStateChanged(
            tenant_id=tenant.id,
            move=move,
            before=before,
            state=tenant.state,
            reason=tenant.state_reason,
            stamp=stamp,
        )
    )


def _lock(tenant_id: UUID) -> Tenant:
    tenant = Tenant.objects.select_for_update().filter(id=tenant_id).first()
    if tenant is None:
        raise TenantNotFound(slug=str(tenant_id))
    return tenant


def _apply(plan: Plan, tenant: Tenant) -> None:
    noted = rules.allowance_of(tenant.allowance).noted
    off = frozenset(name for name, given in plan.features.items() if not given)
    tenant.allowance = rules.kept_of(Allowance(plan.code, plan.limits, off, noted))
    tenant.save(update_fields=["allowance"])
    roll_changed()


def _must_be_sound(code: str, limits: Mapping[str, int], terms: PlanTerms) -> None:
    unknown = sorted({*limits} - {*NAMES}) + sorted(terms.off - {*FEATURES})
    if unknown:
        raise PlanInvalid(plan=code, reason=f"nothing is called {unknown[0]}")
    if any(limit < 0 for limit in limits.values()) or terms.price.amount < 0 or terms.months < 1:
        raise PlanInvalid(plan=code, reason="limits and prices are from zero on, months from one")
    if limits.get(API_RATE) == 0:
        raise PlanInvalid(plan=code, reason="a rate of no calls at all is a suspension")
