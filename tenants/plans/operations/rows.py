"""The row of a subscription: locked, moved along its life, and what its state does elsewhere."""

from uuid import UUID

from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import TenantState
from tenants.operations import move_tenant
from tenants.plans.errors import NoSubscription
from tenants.plans.events import SubscriptionStateChanged
from tenants.plans.models import Subscription
from tenants.plans.states import SUBSCRIPTION, SubscriptionMove, SubscriptionState
from tenants.queries import get_plan_of
from tenants.states import TENANT, TenantMove

UNPAID = N_("An invoice was not paid in time. A payment restores the account at once.")
PAID = N_("The account is settled.")


def lock(tenant_id: UUID) -> Subscription:
    """Lock a company's subscription, or refuse with NoSubscription."""
    row = Subscription.objects.select_for_update().filter(tenant_id=tenant_id).first()
    if row is None:
        raise NoSubscription
    return row


def move(row: Subscription, by: SubscriptionMove, *, stamp: Stamp) -> None:
    """Move a subscription along its life. The caller saves."""
    row.state = SUBSCRIPTION.after(SubscriptionState(row.state), by)
    state = str(row.state)
    record(SubscriptionStateChanged(tenant_id=row.tenant_id, state=state, stamp=stamp))


def close_house(tenant_id: UUID, *, stamp: Stamp) -> bool:
    """Suspend the company itself; False where its state does not let us now."""
    return _move_company(tenant_id, TenantMove.SUSPEND, reason=UNPAID, stamp=stamp)


def open_house(tenant_id: UUID, *, stamp: Stamp) -> bool:
    """Let the company work again, unless somebody else keeps it from that."""
    return _move_company(tenant_id, TenantMove.RESTORE, reason=PAID, stamp=stamp)


def _move_company(tenant_id: UUID, by: TenantMove, *, reason: str, stamp: Stamp) -> bool:
    card, _ = get_plan_of(tenant_id)
    if by not in TENANT.allowed(TenantState(card.state)):
        return False
    own = system_stamp("plans", stamp.at, stamp.request_id)
    move_tenant(card.slug, move=by, reason=reason, stamp=own)
    return True
