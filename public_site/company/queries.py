"""What a company's account pages show: counted in its own schema, then looked up in the roll."""

from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel.limits import count_things
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import PLATFORM, enter, require
from tenants.plans.queries import get_account, list_offers
from tenants.plans.types import Account, Offer


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The account, the price list as this company sees it, and whether it may change the plan."""

    account: Account
    offers: tuple[Offer, ...]
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
