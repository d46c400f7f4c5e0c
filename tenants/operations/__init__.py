"""Everything that changes the roll."""

from tenants.operations.domains import (
    activate_domain,
    add_domain,
    make_primary,
    recheck_domain,
    remove_domain,
    verify_domain,
)
from tenants.operations.figures import count_figures
from tenants.operations.groups import open_group, open_unit
from tenants.operations.life import move_tenant
from tenants.operations.plans import give_plan, note_use, offer_plan

__all__ = [
    "activate_domain",
    "add_domain",
    "count_figures",
    "give_plan",
    "make_primary",
    "move_tenant",
    "note_use",
    "offer_plan",
    "open_group",
    "open_unit",
    "recheck_domain",
    "remove_domain",
    "verify_domain",
]
