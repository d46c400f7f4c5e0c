"""From where a request comes: its network address, its session, the app that it came through."""

from hashlib import sha256
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from guildhall.kernel.stamp import Origin


def address_of(request: HttpRequest) -> str:
    """Return the caller's network address, in its shortest form; empty where it is unknown.

    `settings.TRUSTED_PROXIES` says how many proxies of ours stand before us. What stands
    further to the left in X-Forwarded-For anybody may have written.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    told = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return ip_address(told).compressed
    except ValueError:
        return ""


def session_name(key: str) -> str:
    """Return by what a session is known in the trail; empty for none."""
    return sha256(key.encode()).hexdigest()[:16] if key else ""


def _session_key(request: HttpRequest) -> str:
    return getattr(getattr(request, "session", None), "session_key", None) or ""


def origin_of(request: HttpRequest) -> Origin:
    """Return where a call comes from. Authentication sets `request.via` and `request.sid`.

    A browser's session is named by a short hash of its key: the key itself lets the bearer in.
    """
    return Origin(
        via=getattr(request, "via", ""),
        session=getattr(request, "sid", "") or session_name(_session_key(request)),
        address=address_of(request),
    )
