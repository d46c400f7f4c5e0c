"""What a company's account pages show: counted in its own schema, then looked up in the roll."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.limits import count_things
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import PLATFORM, enter, require
from tenants.plans.queries import get_account, list_offers
from tenants.plans.types import Account, Offer
from tenants.visits.queries import list_access, list_visits
from tenants.visits.states import Access, VisitKind, VisitState
from tenants.visits.types import VisitCard


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The account, the price list as this company sees it, and whether it may change the plan."""

    account: Account
    offers: tuple[Offer, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """Who came in, who is inside now, and how far the company lets whom in."""

    visits: tuple[VisitCard, ...]
    inside: tuple[VisitCard, ...]
    access: dict[VisitKind, Access]
    may_change: bool


def get_plan_page(actor: Actor, *, at: datetime) -> PlanPage:
    """Return the current company's account. Refuses with NotPermitted."""
    actor.must("account:view")
    used = count_things()
    tenant_id = require().tenant_id
    with enter(PLATFORM):
        account = get_account(tenant_id, used=used, at=at)
        offers = list_offers(account, used=used)
    return PlanPage(account, offers, actor.may("account:edit"))


def get_usage(actor: Actor, *, at: datetime) -> Account:
    """Return the current company's account, for programs. Refuses with NotPermitted."""
    actor.must("account:view")
    used = count_things()
    tenant_id = require().tenant_id
    with enter(PLATFORM):
        return get_account(tenant_id, used=used, at=at)


def get_visits_page(tenant_id: UUID, *, actor: Actor, at: datetime) -> VisitsPage:
    """Return the visits to a company, in the public schema. Refuses with NotPermitted."""
    visits = list_visits(tenant_id, actor=actor)
    return VisitsPage(
        visits=visits,
        inside=tuple(
            each for each in visits if each.state is VisitState.RUNNING and each.is_open(at)
        ),
        access=list_access(tenant_id, actor=actor),
        may_change=actor.may("account:edit"),
    )
