"""Every right there is, and the roles that every company starts with."""

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

ERASED_AT = "erased-{}@invalid"
"""What stands where the address of somebody stood who was erased; mail leads nowhere there."""

INVITED_FOR = timedelta(days=7)
"""How long the link of an invitation works."""


class Role(StrEnum):
    """The roles that are built in. What a company makes of its own lies in a table."""

    OWNER = "owner"
    ADMIN = "admin"
    OPERATIONS = "operations"
    WAREHOUSE = "warehouse"
    SUPPORT = "support"
    FINANCE = "finance"
    MARKETING = "marketing"
    READ_ONLY = "read-only"
    # Of use in the public schema alone: whoever runs the platform, and a group's own people.
    OPERATOR = "operator"
    CONTROLLER = "controller"


EVERYTHING = "*"

# Each resource, and what can be done with it. A right is named `resource:action`, and a name
# that is not here is refused wherever one is given, and found by a test wherever one is asked.
COMPANY: dict[str, tuple[str, ...]] = {
    "orders": ("view", "edit", "approve", "export"),
    # What is picked, packed and sent; not what an order is.
    "fulfillment": ("view", "edit"),
    "payments": ("view", "edit", "approve", "export"),
    # Papers of money. To approve is to say who writes them.
    "invoices": ("view", "edit", "approve", "export"),
    "checkout": ("view", "edit"),
    # A shopper's own cart, by its token: all that a shop's page may change.
    "carts": ("view", "edit"),
    "customers": ("view", "edit", "export"),
    "stock": ("view", "edit", "approve", "export"),
    "catalog": ("view", "edit", "export"),
    # Lists, costs and margins: not what a shop shows, so that a shopper's key never reads them.
    "prices": ("view", "edit", "approve", "export"),
    "figures": ("view", "edit", "export"),
    "organization": ("view", "edit"),
    "staff": ("view", "edit"),
    "keys": ("view", "edit"),
    "apps": ("view", "edit"),
    "audit": ("view", "edit", "export"),
    # What is kept of a person, whoever it is: to find, take along and erase it at their request.
    "personal": ("view", "edit", "export"),
    "account": ("view", "edit"),
    # What waits for somebody's yes, and the rules by which it does.
    "approvals": ("view", "edit"),
}
PLATFORM: dict[str, tuple[str, ...]] = {
    "tenants": ("view", "edit"),
    "fleet": ("view", "edit"),
    "visits": ("edit",),
    "openings": ("edit",),
}
COMPANY_CAPABILITIES = tuple(
    f"{resource}:{action}" for resource, actions in COMPANY.items() for action in actions
)
CATALOG = frozenset(COMPANY_CAPABILITIES) | {
    f"{resource}:{action}" for resource, actions in PLATFORM.items() for action in actions
}

CAPABILITIES: dict[Role, tuple[str, ...]] = {
    Role.OWNER: (EVERYTHING,),
    Role.ADMIN: COMPANY_CAPABILITIES,
    Role.OPERATIONS: (
        "orders:view",
        "orders:edit",
        "orders:approve",
        "fulfillment:view",
        "fulfillment:edit",
        "stock:view",
        "stock:edit",
        "catalog:view",
        "payments:view",
        "payments:edit",
    ),
    Role.WAREHOUSE: (
        "orders:view",
        "orders:edit",
        "fulfillment:view",
        "fulfillment:edit",
        "stock:view",
        "stock:edit",
        "catalog:view",
    ),
    Role.SUPPORT: (
        "orders:view",
        "orders:edit",
        "fulfillment:view",
        "customers:view",
        "customers:edit",
        "payments:view",
        "stock:view",
        "catalog:view",
    ),
    Role.FINANCE: (
        "payments:view",
        "payments:edit",
        "payments:approve",
        "invoices:view",
        "invoices:edit",
        "invoices:approve",
        "invoices:export",
        "payments:export",
        "orders:view",
        "orders:export",
        "prices:view",
        "prices:approve",
        "figures:view",
        "figures:export",
        "account:view",
    ),
    Role.MARKETING: (
        "catalog:view",
        "catalog:edit",
        "prices:view",
        "prices:edit",
        "stock:view",
        "figures:view",
    ),
    Role.READ_ONLY: (
        "orders:view",
        "fulfillment:view",
        "stock:view",
        "catalog:view",
        "payments:view",
        "figures:view",
    ),
    Role.OPERATOR: ("tenants:view", "tenants:edit", "fleet:view", "fleet:edit", "visits:edit"),
    Role.CONTROLLER: ("figures:view", "figures:export"),
}
OF_THE_PLATFORM = frozenset({Role.OPERATOR, Role.CONTROLLER})

SCOPE_KINDS = ("brand", "channel", "location", "store")
"""What a grant can be narrowed to, beside `all`; in the public schema it is `group` or `unit`."""

# What an API key can be given. A key never holds "*".
KEY_CAPABILITIES = frozenset(
    {
        "catalog:view",
        "catalog:edit",
        "catalog:export",
        "prices:view",
        "prices:edit",
        "stock:view",
        "stock:edit",
        "orders:view",
        "orders:edit",
        "orders:approve",
        "orders:export",
        "fulfillment:view",
        "fulfillment:edit",
        "checkout:view",
        "checkout:edit",
        "carts:view",
        "carts:edit",
        "payments:view",
        "payments:edit",
        "invoices:view",
        "invoices:edit",
        "invoices:approve",
        "customers:view",
        "customers:edit",
        "figures:view",
        "account:view",
        # What became of what a program asked for.
        "approvals:view",
    }
)

# A name that is misspelled here must not pass in silence.
if _misspelled := {*KEY_CAPABILITIES, *(c for role in CAPABILITIES.values() for c in role)} - {
    *CATALOG,
    EVERYTHING,
}:
    raise ValueError(f"not in the catalogue: {sorted(_misspelled)}")


class FactorKind(StrEnum):
    """What somebody proves with, besides their password, who they are."""

    APP = "app"
    KEY = "key"


class KeyKind(StrEnum):
    """Whether a key may be seen by whoever looks at a shop's page."""

    SECRET = "secret"  # noqa: S105 - a word, not one of them
    PUBLISHABLE = "publishable"


# What everybody on the street may do: read what a shop shows them, and fill a cart of their own.
PUBLISHABLE_CAPABILITIES = frozenset({"catalog:view", "carts:view", "carts:edit"})

SHADOW = timedelta(days=7)
"""How long a right that was taken from a key still works, while its use is counted."""

LONGEST_OVERLAP = timedelta(days=7)
"""How long at most the former of two keys goes on working after a rotation."""

UNUSED_AFTER = timedelta(days=30)
"""A right that a key has not used for so long is one that it may not need."""

NEW_NETWORK = timedelta(days=7)
"""How long a network from which a key was never used before is shown as new."""
