"""The roles that every company starts with, and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    CLERK = "clerk"
    VIEWER = "viewer"


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
    }
)
