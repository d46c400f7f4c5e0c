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


def allowance_under(
    plan: str,
    *,
    limits: Mapping[str, int],
    features: Mapping[str, bool],
    noted: Mapping[str, Noted] | None = None,
) -> Allowance:
    """Return what a plan allows: a feature that it does not name is part of it."""
    off = frozenset(name for name, given in features.items() if not given)
    return Allowance(plan, limits, off, noted or {})


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
