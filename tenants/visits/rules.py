"""Who is let in how far, and the signed way into a company's host. Pure."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from tenants.visits.states import ROLES, TICKET_FOR, Access

SALT = "guildhall.visits"


def make_ticket(key: str, *, visit: str, host: str, at: datetime) -> str:
    """Return a ticket for one visit at one host: `visit.nonce.time.signature`."""
    body = f"{visit}.{secrets.token_hex(16)}.{int(at.timestamp())}"
    return f"{body}.{_signature(key, body, host)}"


def visit_of(key: str, ticket: str, *, host: str, at: datetime) -> str | None:
    """Return the visit that a ticket leads to, or None where it is forged, old or elsewhere's."""
    parts = ticket.split(".")
    if len(parts) != 4 or not ticket.isascii() or not parts[2].isdecimal():
        return None
    body = ".".join(parts[:3])
    if not hmac.compare_digest(parts[3], _signature(key, body, host)):
        return None
    made = datetime.fromtimestamp(int(parts[2]), UTC)
    return parts[0] if made <= at < made + TICKET_FOR else None


def digest_of(ticket: str) -> str:
    """Return what is stored of a ticket."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def _signature(key: str, body: str, host: str) -> str:
    told = f"{SALT}:{host}:{body}".encode()
    return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()


def is_let_in(access: Access, role: str) -> bool:
    """Return whether a company that lets visitors in so far lets one in this role in."""
    return role in ROLES[access]
