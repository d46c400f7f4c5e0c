"""A company's life, move by move."""

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import TenantState
from tenants.directory import roll_changed
from tenants.errors import TenantNotFound
from tenants.events import TenantStateChanged
from tenants.models import Tenant
from tenants.states import PAUSES, TenantMove, state_after

REASON_LENGTH = 300


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
