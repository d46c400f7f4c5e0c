"""Where a company's people find its account with the platform."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Item

ITEMS = (
    Item(_("Plan and usage"), url="company:plan", icon="credit-card", permission="account:view"),
    Item(_("Domains"), url="company:domains", icon="world", permission="account:view"),
    Item(_("Support visits"), url="company:visits", icon="eye", permission="account:view"),
)
