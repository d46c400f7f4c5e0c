"""Where operators can go; `config` frames every page with it."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Item

ITEMS = (
    Item(_("Companies"), url="operators:companies", icon="building", permission="tenants:view"),
    Item(_("Fleet"), url="operators:fleet", icon="list-details", permission="fleet:view"),
)
