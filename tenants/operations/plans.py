"""Plans, and what applies to a company by its plan."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from guildhall.kernel.limits import API_RATE, FEATURES, NAMES
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Noted
from tenants import rules
from tenants.directory import roll_changed
from tenants.errors import PlanInvalid, PlanNotFound
from tenants.models import Plan, Tenant
from tenants.operations.locks import lock_tenant
from tenants.types import PlanTerms


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
    tenant = lock_tenant(tenant_id)
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
    tenant = lock_tenant(tenant_id)
    stamp.by.must("tenants:edit")
    known = rules.allowance_of(tenant.allowance)
    tenant.allowance = rules.kept_of(replace(known, noted={**known.noted, **noted}))
    tenant.save(update_fields=["allowance"])
    roll_changed()


def _apply(plan: Plan, tenant: Tenant) -> None:
    noted = rules.allowance_of(tenant.allowance).noted
    allowance = rules.allowance_under(
        plan.code, limits=plan.limits, features=plan.features, noted=noted
    )
    tenant.allowance = rules.kept_of(allowance)
    tenant.save(update_fields=["allowance"])
    roll_changed()


def _must_be_sound(code: str, limits: Mapping[str, int], terms: PlanTerms) -> None:
    unknown = sorted({*limits} - {*NAMES}) + sorted(terms.off - {*FEATURES})
    if unknown:
        raise PlanInvalid(plan=code, reason=f"nothing is called {unknown[0]}")
    if any(limit < 0 for limit in limits.values()) or terms.price.amount < 0 or terms.months < 1:
        raise PlanInvalid(plan=code, reason="limits and prices are from zero on, months from one")
    if terms.price != terms.price.rounded():
        raise PlanInvalid(plan=code, reason="its price has parts of the smallest unit")
    if limits.get(API_RATE) == 0:
        raise PlanInvalid(plan=code, reason="a rate of no calls at all is a suspension")
