"""When a session ends, and what one calls the place where somebody signed in."""

from datetime import datetime

from guildhall.identity.states import IDLE_SESSION, LONGEST_SESSION

# In this order: Edge says that it is Chrome, Chrome that it is Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def session_ends_at(signed_in_at: datetime, seen_at: datetime) -> datetime:
    """Return when it ends if nobody uses it any more."""
    return min(signed_in_at + LONGEST_SESSION, seen_at + IDLE_SESSION)


def device_name(user_agent: str) -> str:
    """Return what a person would call it, `Firefox · Windows`; what is unknown stays short."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or user_agent[:40] or "?"
