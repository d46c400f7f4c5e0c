"""Everything that changes the roll."""

from tenants.operations.groups import open_group, open_unit
from tenants.operations.life import move_tenant
from tenants.operations.plans import give_plan, note_use, offer_plan

__all__ = ["give_plan", "move_tenant", "note_use", "offer_plan", "open_group", "open_unit"]
