"""Who is let in how far, and as which app a company's door is known. Pure."""

import hashlib
import hmac
from uuid import UUID

from tenants.visits.states import ROLES, Access
from tenants.visits.types import Doorway

SALT = "guildhall.visits"


def is_let_in(access: Access, role: str) -> bool:
    """Return whether a company that lets visitors in so far lets one in this role in."""
    return role in ROLES[access]


def doorway_of(key: str, tenant_id: UUID, *, issuer: str, address: str) -> Doorway:
    """Return the door of one company at an address of its own, such as `https://a.example/`.

    Its secret is made from the platform's key and kept nowhere: both ends make it anew.
    """
    client_id = f"visits-{tenant_id.hex}"
    secret = hmac.new(key.encode(), f"{SALT}:{client_id}".encode(), hashlib.sha256).hexdigest()
    return Doorway(issuer, f"{address}visits/callback", client_id, secret)
