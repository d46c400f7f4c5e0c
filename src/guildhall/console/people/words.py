"""What roles, rights and places are called."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.console.shell.rights import ROLES
from guildhall.identity.states import COMPANY
from guildhall.identity.types import RoleCard
from guildhall.kernel.stamp import EVERYWHERE

_NAMED: dict[str, Text] = {
    "orders": _("Orders"),
    "fulfillment": _("Pick, pack and ship"),
    "payments": _("Payments"),
    "invoices": _("Invoices"),
    "checkout": _("Checkout"),
    "carts": _("Carts of shoppers"),
    "customers": _("Customers"),
    "stock": _("Stock"),
    "catalog": _("Catalog"),
    "prices": _("Prices and costs"),
    "figures": _("Figures"),
    "organization": _("Brands, channels and stores"),
    "staff": _("People and roles"),
    "keys": _("API keys"),
    "apps": _("Apps"),
    "audit": _("Activity"),
    "account": _("Plan and account"),
    "personal": _("Personal data on request"),
    "approvals": _("Approvals"),
}
# A resource without words is shown by its name, and fails a test.
RESOURCES: dict[str, Text] = {each: _NAMED.get(each, each) for each in COMPANY}
ACTIONS: dict[str, Text] = {
    "view": _("View"),
    "edit": _("Edit"),
    "approve": _("Approve"),
    "export": _("Export"),
}
KINDS: dict[str, Text] = {
    "brand": _("Brand"),
    "channel": _("Channel"),
    "location": _("Location"),
    "store": _("Store"),
}


def role_told(code: str, cards: dict[str, RoleCard]) -> Text:
    """Return a role's words: ours where it is built in, else what the company calls it."""
    card = cards.get(code)
    return ROLES.get(code) or (card.name if card else code)


def scope_told(scope: str, name: str = "") -> str:
    """Return a scope as people read it: the whole company, or `Store S367 Harbor Road`."""
    if scope == EVERYWHERE:
        return gettext("Whole company")
    kind, _, code = scope.partition(":")
    named = "" if name.lower() == code.lower() else name
    return " ".join(filter(None, (str(KINDS.get(kind, kind)), code, named)))


def right_told(right: str) -> str:
    """Return a right as people read it: `Orders: Edit`."""
    resource, _, action = right.partition(":")
    return gettext("{resource}: {action}").format(
        resource=RESOURCES.get(resource, resource), action=ACTIONS.get(action, action)
    )
