"""The life of a tenant."""

from enum import StrEnum

from guildhall.kernel.states import Machine
from guildhall.kernel.tenancy import TenantState


class TenantMove(StrEnum):
    ACTIVATE = "activate"
    FREEZE = "freeze"
    THAW = "thaw"
    SUSPEND = "suspend"
    RESTORE = "restore"


TENANT = Machine(
    start=TenantState.PROVISIONING,
    moves={
        (TenantState.PROVISIONING, TenantMove.ACTIVATE): TenantState.ACTIVE,
        (TenantState.ACTIVE, TenantMove.FREEZE): TenantState.READ_ONLY,
        (TenantState.READ_ONLY, TenantMove.THAW): TenantState.ACTIVE,
        (TenantState.ACTIVE, TenantMove.SUSPEND): TenantState.SUSPENDED,
        (TenantState.SUSPENDED, TenantMove.RESTORE): TenantState.ACTIVE,
    },
)
