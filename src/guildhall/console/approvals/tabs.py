"""The tabs of approvals: which one is open, and whether the last one is for this person."""

from django.http import HttpRequest

from guildhall.console.shell.doors import actor_of


def tabs(request: HttpRequest, tab: str) -> dict[str, object]:
    """Return what the tabs need: rules are shown to who may see requests of others."""
    held = {grant.capability for grant in actor_of(request).grants}
    return {"tab": tab, "sees_rules": bool(held & {"approvals:view", "*"})}
