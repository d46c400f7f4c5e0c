"""Where an answer may be sent to: exactly where the app was registered for (RFC 9700, 2.1)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from guildhall.identity.oauth.states import AppKind

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def is_registered(uri: str, registered: Iterable[str], *, kind: str) -> bool:
    """Return whether `uri` is one of those registered, character by character.

    A native app listens on a port that it gets when it starts: on the loopback any port will do
    for a public app (RFC 8252, 7.3), and nothing else may differ.
    """
    known = tuple(registered)
    if uri in known:
        return True
    return kind == AppKind.PUBLIC and any(_differs_by_port(uri, each) for each in known)


def _differs_by_port(uri: str, registered: str) -> bool:
    try:
        asked, known = urlsplit(uri), urlsplit(registered)
        port = asked.port
    except ValueError:
        return False
    if asked.scheme != "http" or known.scheme != "http" or known.hostname not in LOOPBACK:
        return False
    host = f"[{known.hostname}]" if ":" in known.hostname else known.hostname
    named = host if port is None else f"{host}:{port}"
    # Rebuilt and compared as a whole: no user name, no second host, no fragment slips through.
    rest = known.path + (f"?{known.query}" if known.query else "")
    return uri == f"http://{named}{rest}"


def origin_of(uri: str) -> str:
    """Return what a page's policy must name to let a form lead there: an origin or a scheme."""
    parts = urlsplit(uri)
    if parts.scheme in {"http", "https"}:
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"
