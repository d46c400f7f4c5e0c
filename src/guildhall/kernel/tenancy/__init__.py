"""The tenancy door: which tenant is this, and how every query is kept inside it."""

from guildhall.kernel.tenancy.allowance import UNLIMITED, Allowance, Noted
from guildhall.kernel.tenancy.context import (
    PLATFORM,
    NoTenant,
    Scope,
    TenantSwitchInsideTransaction,
    current,
    enter,
    leave,
    require,
)
from guildhall.kernel.tenancy.roll import Directory, Resolved, TenantState, bind, directory

__all__ = [
    "PLATFORM",
    "UNLIMITED",
    "Allowance",
    "Directory",
    "NoTenant",
    "Noted",
    "Resolved",
    "Scope",
    "TenantState",
    "TenantSwitchInsideTransaction",
    "bind",
    "current",
    "directory",
    "enter",
    "leave",
    "require",
]
