"""Every job of the house, imported so that a worker knows them."""

from guildhall.inventory.jobs import expire_overdue_holds
from guildhall.kernel.delivery.jobs import deliver_facts
from guildhall.kernel.jobs import broker
from guildhall.kernel.upkeep import drop_old_keys

PERIODIC = (expire_overdue_holds, drop_old_keys)

__all__ = ["PERIODIC", "broker", "deliver_facts", "drop_old_keys", "expire_overdue_holds"]
