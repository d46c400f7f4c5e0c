"""The roles that every company starts with, and what each may do."""

from datetime import timedelta
from enum import StrEnum

SIGNED_IN_AT = "signed_in_at"
LONGEST_SESSION = timedelta(hours=12)
"""Counted from sign-in: work does not prolong it."""

SEEN_AT = "seen_at"
IDLE_SESSION = timedelta(hours=3)
"""Counted from the last page; noted at most once a minute."""

NOTE_SEEN_EVERY = timedelta(minutes=1)

FRESH_FOR = timedelta(minutes=5)
"""How long after a proof of identity sensitive acts are open."""

INVITED_FOR = timedelta(days=7)
"""How long the link of an invitation works."""


class Role(StrEnum):
    OWNER = "owner"
    CLERK = "clerk"
    VIEWER = "viewer"
    # Whoever runs the platform; of use in the public schema alone.
    OPERATOR = "operator"


CAPABILITIES: dict[Role, tuple[str, ...]] = {
    Role.OWNER: ("*",),
    Role.CLERK: (
        "orders:view",
        "orders:edit",
        "stock:view",
        "stock:edit",
        "catalog:view",
        "payments:view",
        "payments:edit",
    ),
    Role.OPERATOR: ("tenants:view", "tenants:edit", "fleet:view", "fleet:edit", "visits:edit"),
    Role.VIEWER: ("orders:view", "stock:view", "catalog:view", "payments:view", "figures:view"),
}

# What an API key can be given. A key never holds "*".
KEY_CAPABILITIES = frozenset(
    {
        "catalog:view",
        "stock:view",
        "stock:edit",
        "orders:view",
        "orders:edit",
        "checkout:view",
        "checkout:edit",
        "payments:edit",
        "figures:view",
        "account:view",
    }
)
