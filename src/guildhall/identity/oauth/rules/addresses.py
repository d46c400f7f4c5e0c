"""Addresses of apps: how two are compared, and where an app may have its people sent back to."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from guildhall.identity.oauth.errors import RedirectRefused

DEFAULT_PORTS = {"https": 443, "http": 80}
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
LONGEST = 2_000


def normal_form(url: str) -> str:
    """Return a URL without query and fragment, normalized (RFC 3986, 6.2.2 and 6.2.3).

    Empty for what is no web address, and so equal to nothing that we serve.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
        return ""
    named = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        named = f"{named}:{port}"
    return urlunsplit((parts.scheme, named, _normal_path(parts.path), "", ""))


def must_be_redirect(uri: str) -> None:
    """Refuse with RedirectRefused unless an app may have people sent back to an address.

    It is compared letter by letter later, so it must be exact: over https or, for what runs
    on the person's own machine, over http to the loopback (RFC 8252, 7.3).
    """
    plain = uri.isascii() and uri.isprintable() and not set(uri) & set(' \\*"<>#')
    if not plain or len(uri) > LONGEST or not _is_exact(uri):
        raise RedirectRefused(uri=uri[:80])


def _is_exact(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    if port == 0 or not parts.hostname or "@" in parts.netloc:
        return False
    if {".", ".."} & set(parts.path.split("/")):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _normal_path(path: str) -> str:
    spelled = re.sub(r"%([0-9A-Fa-f]{2})", _spelled, path)
    kept: list[str] = []
    segments = spelled.split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept) or "/"


def _spelled(match: re.Match[str]) -> str:
    """Return a percent-encoded byte: as itself where it may stand so, else in upper case."""
    character = chr(int(match[1], 16))
    return character if character in UNRESERVED else match[0].upper()
