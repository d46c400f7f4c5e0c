"""What follows for a company's plan: what it used is counted, a new one is subscribed."""

from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.events import OrderPlaced
from tenants.events import TenantProvisioned
from tenants.plans import operations


def count_order(event: OrderPlaced, told: Delivered) -> None:
    operations.count_use(told.tenant_id, meter="orders", by=1, stamp=_stamp(event))


def subscribe(event: TenantProvisioned, told: Delivered) -> None:  # noqa: ARG001 - a reaction's signature
    operations.subscribe(event.tenant_id, stamp=_stamp(event))


def _stamp(event: Event) -> Stamp:
    """Return when it happened, not when it was told of: an order counts in its own month."""
    return system_stamp("flows", event.stamp.at, event.stamp.request_id)
