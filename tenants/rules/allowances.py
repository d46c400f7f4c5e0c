"""What the roll keeps about a plan, as values: from rows to allowances and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guildhall.kernel.tenancy import Allowance, Noted


def allowance_of(kept: Mapping[str, Any]) -> Allowance:
    """Return the allowance that a tenant's row holds; an empty one limits nothing."""
    return Allowance(
        plan=kept.get("plan", ""),
        limits=dict(kept.get("limits", {})),
        off=frozenset(kept.get("off", ())),
        noted={name: _noted(each) for name, each in kept.get("noted", {}).items()},
    )


def kept_of(allowance: Allowance) -> dict[str, Any]:
    """Return an allowance the way that a tenant's row holds it."""
    return {
        "plan": allowance.plan,
        "limits": dict(allowance.limits),
        "off": sorted(allowance.off),
        "noted": {
            name: {"used": each.used, "until": each.until.isoformat() if each.until else None}
            for name, each in allowance.noted.items()
        },
    }


def _noted(kept: Mapping[str, Any]) -> Noted:
    until = kept["until"]
    return Noted(kept["used"], datetime.fromisoformat(until) if until else None)
